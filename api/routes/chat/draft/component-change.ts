import { listComponents } from '../../../../db/component/component.ts';
import type { Draft } from '../../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { shortened } from '../../../../templates/markdown/cut-text.ts';
import type { AppContext } from '../../../context/context.ts';
import { type ComponentStatus, statusLabels } from '../../../domain/component/status.ts';
import type { Values } from '../../../http/form.ts';
import { statusesIn } from '../../console/incident/submission/update-form.ts';
import { type ChatBlock, choices, option } from '../slack/message.ts';
import { buttonValue } from './button-value.ts';
import { chosenStatuses, moreInConsole, nameWithGroup, offeredOf } from './component-choice.ts';

/** Leaves room for the status in the label. */
const MAX_NAME = 36;

/** Statuses that an update can set. */
export const changedStatuses: readonly ComponentStatus[] = ['operational', ...chosenStatuses];

/**
 * A select for the component, those of the incident first, and one for its status: the current or
 * the changed one. Each selection is saved, so several components can be changed in turn.
 */
export async function statusChoice(
  c: AppContext,
  draft: Draft,
  { componentIds }: IncidentRecord,
  selected: string,
): Promise<ChatBlock[]> {
  const all = await listComponents(c.var.deps.db, c.var.page.id);
  const groups = new Map(all.map(({ id, name }) => [id, name]));
  const changes = statusesIn(draft.values as Values); // lists of a form are not changed by anyone
  const components = all
    .filter(({ group }) => !group)
    .sort((a, b) => Number(componentIds.includes(b.id)) - Number(componentIds.includes(a.id)));
  const [first] = components;
  if (!first) return [];
  const component = components.find(({ id }) => id === selected) ?? first;
  const options = components.map(({ id, name, groupId, status }) => {
    const label = shortened(nameWithGroup(name, groups.get(groupId ?? '')), MAX_NAME);
    return option(id, `${label}: ${statusLabels[status]}`);
  });
  const always = [...componentIds, ...Object.keys(changes), component.id];
  const offered = offeredOf(options, Object.fromEntries(always.map((id) => [id, true])));
  const status = changes[component.id] ?? component.status;
  const { id, revision } = draft;
  return [
    choices(buttonValue({ id, revision, warned: [], component: component.id }), [
      {
        ...{ action: 'components', label: 'Component', options: offered },
        initial: offered.find(({ value }) => value === component.id) ?? null,
      },
      {
        ...{ action: 'status', label: 'Its status' },
        options: changedStatuses.map((one) => option(one, statusLabels[one])),
        initial: changedStatuses.includes(status) ? option(status, statusLabels[status]) : null,
      },
    ]),
    ...moreInConsole(offered, options),
  ];
}
