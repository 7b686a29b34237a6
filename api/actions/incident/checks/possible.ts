import {
  type Component,
  componentsByIds,
  listComponents,
} from '../../../../db/component/component.ts';
import { Problem } from '../../../core/problem.ts';
import type { ComponentStatus } from '../../../domain/component/status.ts';
import {
  type Audience,
  type IncidentKind,
  type State,
  statesOf,
} from '../../../domain/incident/incident.ts';
import { readers } from '../../../domain/page/scope.ts';
import type { Publisher } from '../../commit.ts';

/**
 * The page's components, with the archived ones in `attached`: an incident keeps its components
 * until it ends.
 */
export async function componentsById(
  deps: Pick<Publisher, 'db'>,
  pageId: string,
  attached: readonly string[] = [],
): Promise<Map<string, Component>> {
  const rows = await listComponents(deps.db, pageId);
  const known = new Map(rows.map((row) => [row.id, row]));
  const archived = attached.filter((id) => !known.has(id));
  if (archived.length > 0)
    for (const row of await componentsByIds(deps.db, archived))
      if (row.pageId === pageId) known.set(row.id, row);
  return known;
}

/** Throws where one of these is no component of this page, or a group. */
export function assertAffected(
  known: Map<string, Component>,
  ids: readonly string[],
  statuses: Record<string, ComponentStatus>,
): void {
  for (const id of [...ids, ...Object.keys(statuses)]) {
    const found = known.get(id);
    if (!found || found.group)
      throw new Problem('invalid', `Component ${id.slice(0, 40)} is not on this page.`, {
        components: 'Choose components of this page. A group’s status follows its components.',
      });
  }
}

/** Throws where an incident that readers must not see would show: statuses of components are public. */
export function assertAudience(
  kind: IncidentKind,
  {
    audience = readers,
    components,
  }: { audience?: Audience | undefined; components: Record<string, ComponentStatus> },
  known: Map<string, Component>,
): void {
  if (audience === readers) return;
  if (audience === 'restricted' && kind === 'maintenance')
    throw new Problem('invalid', 'Maintenance can’t be restricted.', {
      visibility: 'Choose “internal”, or open an incident.',
    });
  if (Object.entries(components).some(([id, status]) => known.get(id)?.status !== status))
    throw new Problem('invalid', 'Not published. The status of a component is public.', {
      components: 'Name the affected components without a status, or make the incident public.',
    });
}

/** Throws where an incident becomes public without a public update, or is restricted. */
export function assertOpening(
  before: { audience: Audience; drill?: boolean },
  { audience, body = '' }: { audience?: Audience | undefined; body?: string | undefined },
): void {
  if (audience === undefined || audience === before.audience) return;
  if (before.drill)
    throw new Problem(
      'invalid',
      'Not published. This is a drill, and nothing of it becomes public.',
      {
        visibility: 'Leave it out. The update is published for the team only.',
      },
    );
  if (before.audience === readers)
    throw new Problem('invalid', 'Not saved. A public incident stays public.', {
      visibility: 'Leave it out, or delete the incident.',
    });
  if (audience !== readers || before.audience === 'restricted')
    throw new Problem('invalid', 'Not saved. Only an owner changes who can read an incident.', {
      visibility: 'Use “Who can read this” on the page of the incident.',
    });
  if (body.trim() === '')
    throw new Problem('invalid', 'Not published. Write the first public update.', {
      body: 'Enter a message. The incident becomes public with it.',
    });
}

export function assertState(kind: IncidentKind, state: State): void {
  if (!statesOf(kind).includes(state) && state !== 'postmortem')
    throw new Problem(
      'invalid',
      `“${state}” isn’t a state of ${kind === 'incident' ? 'an incident' : 'a maintenance'}.`,
      {
        state: `Choose one of ${statesOf(kind).join(', ')}.`,
      },
    );
}

type Window = {
  scheduledFor?: number | null | undefined;
  scheduledUntil?: number | null | undefined;
  remindBefore?: readonly number[] | undefined;
};

/** Throws where an incident is given a window or reminders, which only maintenance has. Values that it has already are accepted. */
export function assertUnplanned(kind: IncidentKind, asked: Window, before: Window = {}): void {
  if (kind === 'maintenance') return;
  const times = ['scheduledFor', 'scheduledUntil'] as const;
  const isPlanned = times.some(
    (name) => (asked[name] ?? null) !== (before[name] ?? null) && asked[name] != null,
  );
  if (isPlanned || (asked.remindBefore?.length ?? 0) > 0)
    throw new Problem('invalid', 'An incident has no planned window and no reminders.', {
      scheduled_for: 'For maintenance, create one with scheduled_for and scheduled_until.',
    });
}

export function assertPlannedWindow(
  kind: IncidentKind,
  from: number | null,
  until: number | null,
): void {
  if (kind === 'incident') return;
  if (until === null || from === null)
    throw new Problem('invalid', 'Enter when the maintenance starts and ends.', {
      scheduledUntil: 'Enter when the maintenance ends.',
    });
  if (until <= from)
    throw new Problem('invalid', 'The maintenance ends before it starts.', {
      scheduledUntil: 'End must be after start.',
    });
}
