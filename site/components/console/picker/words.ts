import { statusLabels } from '../../../../api/domain/component/status.ts';

/** From this many components on, a list has a search, and groups that are closed. */
const SEARCHED_FROM = 8;
const FOLDED_FROM = 20;

/** What the list of components says in the console. */
export const pickListWords = (n: number, isStatusShown = false) => ({
  hasSearch: n >= SEARCHED_FROM,
  isFolded: n >= FOLDED_FROM,
  words: {
    label: 'Components',
    filter: `Search ${n.toLocaleString('en')} components`,
    count: (members: number) => `${members} ${members === 1 ? 'component' : 'components'}`,
    nothing: 'No component matches.',
    ...(isStatusShown && { statuses: statusLabels }),
  },
});
