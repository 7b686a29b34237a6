import type { Statement } from '../../../db/engine/write.ts';
import { listAliases, upsertAlias } from '../../../db/on-call/alias.ts';
import { insertOverride } from '../../../db/on-call/override.ts';
import { upsertFormerPeople, upsertSchedulePeople } from '../../../db/on-call/people.ts';
import { endRotation, insertRotation } from '../../../db/on-call/rotation.ts';
import {
  insertSchedule,
  listSchedules,
  type StoredSchedule,
  updateSchedule,
} from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import { RotationInput } from '../../domain/on-call/input.ts';
import {
  type PagerDutyOverride,
  type PagerDutySchedule,
  type PagerDutyUser,
  rotationOfLayer,
} from '../../domain/on-call/pagerduty.ts';
import type { Rotation } from '../../domain/on-call/schedule.ts';
import type { Actor } from '../../domain/response/role.ts';
import { isZone } from '../../domain/time/zone.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { rotationsOf } from './rotation.ts';
import { auditOf } from './schedule.ts';

type Imported = PagerDutySchedule & { overrides: readonly PagerDutyOverride[] };

/** The result for one schedule, and what could not be imported. */
export type ImportedSchedule = {
  name: string;
  becomes: 'added' | 'changed' | 'unchanged';
  rotations: number;
  overrides: number;
  notes: string[];
};

type PersonKey = { id: string; name: string; isMember: boolean };

/** Stores schedules that were read from PagerDuty. Safe to repeat: what is equal stays. */
export async function importFromPagerDuty(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { schedules, users }: { schedules: readonly Imported[]; users: readonly PagerDutyUser[] },
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<ImportedSchedule[]> {
  const [stored, members, aliases] = await Promise.all([
    listSchedules(deps.db, pageId, deps.clock()),
    listMembers(deps.db, pageId),
    listAliases(deps.db, pageId),
  ]);
  const personOf = (id: string, summary?: string | null): PersonKey => {
    const user = users.find((one) => one.id === id);
    const alias = aliases.find((one) => one.kind === 'user' && one.externalId === id);
    const member = members.find(
      (one) => one.id === alias?.targetId || one.email.toLowerCase() === user?.email.toLowerCase(),
    );
    const name = user?.name ?? summary ?? id;
    return member
      ? { ...member, isMember: true }
      : { id: `pagerduty:${id}`, name, isMember: false };
  };
  const outcomes: ImportedSchedule[] = [];
  for (const one of schedules) {
    const known = aliases.find((a) => a.kind === 'schedule' && a.externalId === one.id);
    const before =
      stored.find(({ id }) => id === known?.targetId) ??
      stored.find(({ name }) => name.toLowerCase() === one.name.toLowerCase()) ??
      null;
    const plan = planOf(deps, pageId, one, { before, personOf });
    outcomes.push(plan.outcome);
    if (dryRun || plan.outcome.becomes === 'unchanged') continue;
    const subject = { id: plan.scheduleId, pageId };
    const change = auditOf(deps, actor, subject, 'import', { after: { name: one.name } });
    await commitInternal(deps, change, plan.statements);
  }
  return outcomes;
}

type Facts = {
  before: StoredSchedule | null;
  personOf: (id: string, name?: string | null) => PersonKey;
};

function planOf(deps: DraftChange, pageId: string, one: Imported, { before, personOf }: Facts) {
  const at = deps.clock();
  const scheduleId = before?.id ?? deps.newId();
  const notes: string[] = [];
  const zone = isZone(one.time_zone) ? one.time_zone : 'Etc/UTC';
  if (zone !== one.time_zone) notes.push(`Unknown time zone “${one.time_zone}”: UTC is used`);
  const read = one.schedule_layers
    .filter(({ end }) => !end || end > at)
    .map((layer) => rotationOfLayer(layer, (id) => personOf(id, nameIn(layer, id)).id));
  for (const sentence of read)
    if (typeof sentence === 'string') notes.push(`${sentence}: left out`);
  const rotations = read.flatMap((rotation) => (typeof rotation === 'string' ? [] : [rotation]));
  const people = [
    ...one.schedule_layers.flatMap(({ users }) => users.map(({ user }) => user)),
    ...one.overrides.map(({ user }) => user),
  ].map(({ id, summary }) => personOf(id, summary));
  const strangers = [
    ...new Map(people.filter(({ isMember }) => !isMember).map((p) => [p.id, p])).values(),
  ];
  for (const { name } of strangers)
    notes.push(`${name} has no account here: invite them, then import again`);
  const overrides = one.overrides
    .map(({ start, end, user }) => ({
      startsAt: start,
      endsAt: end,
      personId: personOf(user.id, user.summary).id,
    }))
    .filter(
      ({ startsAt, endsAt, personId }) =>
        endsAt > at &&
        !before?.overrides.some(
          (stored) =>
            stored.personId === personId &&
            stored.until === endsAt &&
            stored.from <= Math.max(startsAt, at),
        ),
    );
  const isSame = before !== null && before.zone === zone && sameRotations(before, rotations, at);
  const rows = rotations.map(({ from, until, ...input }, position) => {
    const id = deps.newId();
    const { name, people: some, unit, every, startsAt, restrictions } = RotationInput.parse(input);
    return {
      ...{ id, scheduleId, rotationId: id, position, author: 'PagerDuty', createdAt: at },
      ...{ name, people: some, unit, every, startsAt, restrictions },
      effectiveFrom: before ? Math.max(from, at) : from,
      effectiveUntil: until,
    };
  });
  const head = before
    ? updateSchedule(deps.db, scheduleId, before.revision, { timeZone: zone, updatedAt: at })
    : insertSchedule(deps.db, {
        ...{ id: scheduleId, pageId, name: one.name.slice(0, 80), timeZone: zone },
        ...{ createdAt: at, updatedAt: at },
      });
  const members = people.filter(({ isMember }) => isMember);
  const statements: Statement[] = [
    head,
    upsertAlias(deps.db, {
      ...{ pageId, kind: 'schedule', externalId: one.id, targetId: scheduleId, note: one.name },
    }),
    ...upsertSchedulePeople(deps.db, pageId, members),
    ...upsertFormerPeople(deps.db, pageId, strangers),
    ...(isSame || !before
      ? []
      : rotationsOf(before).flatMap(({ id }) => endRotation(deps.db, id, at))),
    ...(isSame ? [] : rows.map((row) => insertRotation(deps.db, row))),
    ...overrides.map((override) =>
      insertOverride(deps.db, {
        ...{ id: deps.newId(), scheduleId, kind: 'replace', replacedId: null, ...override },
        ...{ author: 'PagerDuty', createdAt: at },
      }),
    ),
  ];
  const becomes = !before ? 'added' : isSame && overrides.length === 0 ? 'unchanged' : 'changed';
  const outcome: ImportedSchedule = {
    ...{ name: one.name, becomes, notes },
    ...{ rotations: rotations.length, overrides: overrides.length },
  };
  return { scheduleId, statements, outcome };
}

const nameIn = ({ users }: Imported['schedule_layers'][number], id: string) =>
  users.find(({ user }) => user.id === id)?.user.summary ?? null;

type Compared = Pick<Rotation, 'name' | 'people' | 'unit' | 'every' | 'startsAt' | 'restrictions'>;

function sameRotations(
  { rotations: stored }: StoredSchedule,
  rotations: readonly Compared[],
  now: number,
): boolean {
  const comparable = ({ name, people, unit, every, startsAt, restrictions }: Compared) =>
    JSON.stringify([name, people, unit, every, startsAt, restrictions]);
  const present = stored.filter(({ until }) => until === null || until > now).map(comparable);
  return present.join() === rotations.map(comparable).join();
}
