import { listComponents } from '../../../../db/component/component.ts';
import type { Draft } from '../../../../db/draft/draft.ts';
import type { AppContext } from '../../../context/context.ts';
import {
  type ComponentStatus,
  componentStatuses,
  statusLabels,
} from '../../../domain/component/status.ts';
import { severityScaleOf } from '../../../domain/response/severity.ts';
import { text, type Values } from '../../../http/form.ts';
import { statusesIn } from '../../console/incident/submission/update-form.ts';
import { type ChatBlock, type ChatOption, choices, context, option } from '../slack/message.ts';
import { buttonValue } from './button-value.ts';

/** Characters of the options: a message has a limit, and its text comes first. */
const MAX_OPTIONS = 2800;

/** What an incident can do to a component. */
export const chosenStatuses = componentStatuses.filter(
  (status) => status !== 'operational' && status !== 'under_maintenance',
);

/** Components to choose for a new incident, with their status. None on a page without components. */
export async function componentChoice(c: AppContext, draft: Draft): Promise<ChatBlock[]> {
  const { deps, page } = c.var;
  const values = draft.values as Values; // lists of a form are not changed by anyone
  const all = await listComponents(deps.db, page.id);
  const groups = new Map(all.map(({ id, name }) => [id, name]));
  const chosen = statusesIn(values);
  const options = all
    .filter(({ group }) => !group)
    .map(({ id, name, groupId }) => option(id, nameWithGroup(name, groups.get(groupId ?? ''))));
  if (options.length === 0) return [];
  const offered = offeredOf(options, chosen);
  const status = Object.values(chosen)[0] ?? standardStatus(c, text(values, 'severity'));
  return [
    choices(buttonValue({ id: draft.id, revision: draft.revision, warned: [] }), [
      {
        ...{ action: 'components', label: 'Affected components', options: offered },
        initial: offered.filter(({ value }) => value in chosen),
      },
      {
        ...{ action: 'status', label: 'Their status' },
        options: chosenStatuses.map((one) => option(one, statusLabels[one])),
        initial: option(status, statusLabels[status]),
      },
    ]),
    ...moreInConsole(offered, options),
  ];
}

export const nameWithGroup = (name: string, group: string | undefined): string =>
  group ? `${name} (${group})` : name;

export const moreInConsole = (offered: readonly ChatOption[], all: readonly ChatOption[]) =>
  offered.length < all.length ? [context('More components can be chosen in the console.')] : [];

/** Those that are chosen, and as many others as fit. */
export function offeredOf(all: readonly ChatOption[], chosen: object): ChatOption[] {
  const isChosen = ({ value }: ChatOption) => value in chosen;
  let left = MAX_OPTIONS;
  const fitting = [...all.filter(isChosen), ...all.filter((one) => !isChosen(one))].filter(
    (one) => {
      left -= JSON.stringify(one).length + 1;
      return left >= 0;
    },
  );
  return all.filter((one) => fitting.includes(one));
}

/** What a component is until somebody chooses a status: by the place of the severity in its scale. */
export function standardStatus({ var: { page } }: AppContext, severity: string): ComponentStatus {
  const place = severityScaleOf(page).findIndex(({ key }) => key === severity);
  if (place === 0) return 'major_outage';
  return place === 1 ? 'partial_outage' : 'degraded_performance';
}
