import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/** Runs these files first, so that none of them is left for the end. Names are paths below `test/`. */
export const longestFirst = (names: readonly string[]): TestSequencerConstructor =>
  class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const isLong = ({ moduleId }: TestSpecification) =>
        names.some((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      const sorted = await super.sort(files);
      return [...sorted.filter(isLong), ...sorted.filter((one) => !isLong(one))];
    }
  };
