import { impactLabels, impacts } from '../../../../api/domain/component/impact.ts';

const FOLLOWED = 'Automatic (from components)';

/** Options for the impact; the first follows the components. */
export const impactOptions: [value: string, words: string][] = [
  ['', FOLLOWED],
  ...impacts
    .filter((impact) => impact !== 'maintenance')
    .map((impact): [string, string] => [impact, impactLabels[impact]]),
];
