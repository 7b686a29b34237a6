import { impacts, impactWords } from '../../../../api/domain/component/impact.ts';

export const FOLLOWED = 'From the components';

/** What a person may set an incident's impact to; first, that it follows its components. */
export const impactOptions: [value: string, words: string][] = [
  ['', FOLLOWED],
  ...impacts
    .filter((impact) => impact !== 'maintenance')
    .map((impact): [string, string] => [impact, impactWords[impact]]),
];
