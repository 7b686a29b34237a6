import { listComponents } from '../../../db/component/component.ts';
import {
  insertSeries,
  openSeries,
  type Series,
  scheduledOf,
  updateSeries,
} from '../../../db/maintenance/maintenance.ts';
import { Problem } from '../../core/problem.ts';
import type { Audience } from '../../domain/incident/incident.ts';
import { HORIZON, MAX_AHEAD, windowsOf } from '../../domain/maintenance/recurrence.ts';
import { readers } from '../../domain/page/scope.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';
import { createIncident } from '../incident/create.ts';
import type { Published } from '../incident/idempotency.ts';
import { NewIncident } from '../incident/input.ts';
import type { PublishOptions } from '../incident/publish-options.ts';

/** `rule`: an RRULE; `first`: its first window. */
export type NewSeries = {
  rule: string;
  zone: string;
  first: NewIncident & { scheduledFor: number; scheduledUntil: number; audience?: Audience };
};

/** Announces the first window as the form says. Later windows are announced by their reminders only. */
export async function createSeries(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { rule, zone, first }: NewSeries,
  options: PublishOptions = {},
): Promise<Published> {
  const seriesId = deps.newId();
  const at = deps.clock();
  const row = {
    id: seriesId,
    pageId,
    audience: first.audience ?? readers,
    rule,
    zone,
    firstAt: first.scheduledFor,
    occurrence: {
      name: first.name,
      body: first.body,
      locale: first.locale,
      translations: first.translations,
      lasts: first.scheduledUntil - first.scheduledFor,
      componentIds: first.componentIds,
      automation: first.automation ?? {},
      remindBefore: first.remindBefore,
      verifyBefore: first.verifyBefore,
      author: options.writer?.name ?? actor.name,
    },
    plannedTo: first.scheduledFor,
    createdAt: at,
  };
  const extraStatements = (id: string) => [
    insertSeries(deps.db, row),
    ...(options.extraStatements?.(id) ?? []),
  ];
  const published = await createIncident(
    deps,
    actor,
    pageId,
    { ...first, seriesId, occurrenceAt: row.firstAt },
    { ...options, extraStatements },
  );
  await planWindows(deps, { ...actor, kind: 'system' }).catch(() => {}); // the next tick makes them
  return published;
}

/** Limit for one tick and series. The next tick continues. */
const MAX_CREATED = 3;

/** Creates the windows within the planning horizon. Each is created once, whichever process does it. */
export async function planWindows(deps: Publisher, actor: Actor): Promise<void> {
  for (const series of await openSeries(deps.db)) await planSeries(deps, actor, series);
}

async function planSeries(deps: Publisher, actor: Actor, series: Series): Promise<void> {
  const now = deps.clock();
  const waiting = await scheduledOf(deps.db, series.id);
  const room = MAX_AHEAD - waiting.length;
  if (room <= 0) return;
  // Windows that ended before they could be created are skipped: nobody was notified of them.
  const { lasts: _, author, shift: __, ...content } = series.occurrence;
  const upcoming = windowsOf(series, series.plannedTo, now + HORIZON).filter(
    ({ until }) => until > now,
  );
  let { revision } = series;
  const known = new Set((await listComponents(deps.db, series.pageId)).map((row) => row.id));
  for (const { at, from, until } of upcoming.slice(0, Math.min(room, MAX_CREATED))) {
    const advanceSeries = updateSeries(deps.db, series.id, revision, { plannedTo: at });
    revision += 1;
    const input = {
      ...NewIncident.parse({
        ...content,
        componentIds: content.componentIds.filter((id) => known.has(id)),
        state: 'scheduled',
        scheduledFor: from,
        scheduledUntil: until,
        zone: series.zone,
        seriesId: series.id,
        occurrenceAt: at,
        deliverNotifications: false,
      }),
      audience: series.audience,
    };
    try {
      await createIncident(deps, { ...actor, name: author }, series.pageId, input, {
        extraStatements: () => [advanceSeries],
      });
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return; // another tick was faster
      throw error;
    }
  }
}
