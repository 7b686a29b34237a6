import type { Reporter, TestModule } from 'vitest/node';

/** Lists skipped tests, and tests that passed only on a retry, at the end of a run. */
export class SkippedTests implements Reporter {
  readonly #runtime: string;
  #files = 0;
  #ended = 0;

  constructor(runtime: string) {
    this.#runtime = runtime;
  }

  onTestRunStart(files: readonly unknown[]): void {
    this.#files = files.length;
  }

  /** Prints progress in CI, where the reporter omits passed tests. */
  onTestModuleEnd(): void {
    if (++this.#ended % 25 === 0 && process.env.CI) {
      console.log(`${this.#ended} of ${this.#files} files`);
    }
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const named = (some: typeof tests) =>
      some.map((test) => `\n  ${test.fullName}`).join('') || 'nothing';
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const flaky = tests.filter((test) => test.diagnostic()?.flaky);
    const reasons =
      this.#runtime === 'edge' ? ' (mail by SMTP is tested on Node: Workers send none)' : '';
    console.log(`Skipped on ${this.#runtime}: ${named(skipped)}${reasons}`);
    console.log(`Passed only at another try on ${this.#runtime}: ${named(flaky)}`);
  }
}
