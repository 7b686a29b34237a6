import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveDraft, askForApproval, sendBack } from '../../api/actions/draft/approve.ts';
import { saveDraft } from '../../api/actions/draft/save.ts';
import { cancelSchedule, publishDue, scheduleDraft } from '../../api/actions/draft/schedule.ts';
import { createIncident, patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { setInternalFields } from '../../api/actions/incident/internal-fields.ts';
import { removeIncident } from '../../api/actions/incident/remove.ts';
import { saveSeverityScale } from '../../api/actions/page/promise-settings.ts';
import { Problem } from '../../api/core/problem.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { standardScale } from '../../api/domain/response/severity.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { findDraft } from '../../db/draft/draft.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { FULL } from '../support/size.ts';
import { type ConsoleWorld, makeConsole } from '../support/world/console.ts';
import { announced } from '../support/world/random.ts';

/** `SEQUENCES=5000 npx vitest run …` tries more; `npm run faults` tries 2,000. */
const SEQUENCES = Number(process.env.SEQUENCES ?? (FULL ? 2000 : 150));
const random = announced('APPROVAL_SEED');
const below = (n: number) => Math.floor(random() * n);
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const asking = ['SEV1', 'SEV2'];

let world: ConsoleWorld;
let people: Actor[];
let tokens: Actor[];
beforeAll(async () => {
  world = await makeConsole();
  const { pageId } = world;
  const named = { Ada: 'publisher', Bo: 'publisher', Olga: 'owner' } as const;
  for (const [name, role] of Object.entries(named)) await world.as(role, name);
  const { rows } = await world.deps.db.$client.execute('select id, name from user');
  people = rows.map(({ id, name }) => {
    const role = named[String(name) as keyof typeof named];
    return { kind: 'user', id: String(id), name: String(name), role, pageId };
  });
  tokens = (['publisher', 'owner'] as const).map((role) => {
    return { kind: 'token', id: `token-${role}`, name: `CI ${role}`, role, pageId };
  });
  const levels = standardScale.map((level) => ({ ...level, approval: asking.includes(level.key) }));
  await saveSeverityScale(world.deps, world.owner, world.pageId, { levels });
});
afterAll(() => world.close());

/** What the model knows of the one draft that a sequence is about to publish. */
type Modeled = {
  id: string;
  /** Everybody who wrote, requested approval or scheduled. */
  hands: Set<string>;
  body: string;
  /** Approved by a second person, or by an owner with a reason, and since then unchanged. */
  cleared: boolean;
  reason: boolean;
};

let count = 0;
const fresh = (what: string) => `${what} ${++count}`;
const seen = { second: 0, owner: 0, free: 0, refused: 0, byClock: 0 };

/** Everything that readers see of the sequence's incident; each text is written only once. */
async function publicFacts(id: string | null): Promise<string[]> {
  const record = id === null ? null : await findIncident(world.deps.db, world.pageId, id);
  if (!record) return [];
  const { name, impactOverride, updates } = record;
  return [`title ${name}`, `impact ${impactOverride}`, ...updates.map(({ body }) => body)];
}

async function sequence(): Promise<void> {
  const { deps, pageId } = world;
  const steps: string[] = [];
  let incident: string | null = null;
  let severity: string | null = pick(['SEV1', 'SEV1', 'SEV2', 'SEV3', null]);
  let had = new Set<string | null>([severity]);
  let draft: Modeled | null = null;
  let facts: string[] = [];
  const asks = () => [...had].some((one) => asking.includes(one ?? '')) || severity === null;
  const reasonOf = () => (random() < 0.3 ? 'Nobody else is awake' : null);
  const stored = async () => (draft ? (await findDraft(deps.db, pageId, draft.id))?.draft : null);

  /** Makes one step; `isAllowed` says whether it may make something public. */
  async function step(
    name: string,
    isAllowed: boolean,
    kind: keyof typeof seen,
    act: () => unknown,
  ) {
    steps.push(name);
    let done = true;
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      steps.push(`  refused: ${error.message}`);
      seen.refused++;
      done = false;
    }
    const now = await publicFacts(incident);
    const news = now.filter((fact) => !facts.includes(fact));
    facts = now;
    if (news.length === 0) return done;
    if (asks() && !isAllowed)
      expect.fail(`became public without a second person: ${news}\n${steps.join('\n')}`);
    seen[asks() ? kind : 'free']++;
    return done;
  }

  async function edit() {
    const who = pick(people);
    const isNew = draft === null || (await stored())?.state === 'published';
    const at: Modeled =
      draft && !isNew
        ? draft
        : { id: deps.newId(), hands: new Set(), body: '', cleared: false, reason: false };
    draft = at;
    const body = fresh('Text');
    const base = (await stored())?.revision ?? 0;
    const values = { name: `Title of ${at.id}`, body };
    const posted = { id: at.id, kind: 'incident' as const, incidentId: incident, base };
    const done = await step(`${who.name} edits`, false, 'free', () =>
      saveDraft(deps, who, pageId, { ...posted, idempotencyKey: fresh('press'), values }),
    );
    if (done) Object.assign(at, { body, cleared: false, reason: false }).hands.add(who.id);
  }

  async function put(isTimed: boolean, scheduledOnly: boolean) {
    const row = await stored();
    if (!draft || !row || row.state !== 'open') return;
    const at = draft;
    const who = pick(people);
    const override = scheduledOnly ? reasonOf() : null;
    const record = incident ? await findIncident(deps.db, pageId, incident) : null;
    const first = { name: `Title of ${at.id}`, severity, impactOverride: null };
    const input = {
      ...(record ? {} : NewIncident.parse({ ...first, state: 'investigating', body: at.body })),
      ...{ body: at.body, override: 'None', approvalOverride: override },
    };
    const outgoing = { asOf: deps.clock(), input, seen: record?.updates.length ?? 0 };
    const time = { publishAt: deps.clock() + MINUTE, publishZone: 'Etc/UTC' };
    const done = await step(
      `${who.name} ${scheduledOnly ? 'schedules' : 'asks'}, reason ${override}`,
      false,
      'free',
      () =>
        scheduledOnly
          ? scheduleDraft(deps, who, row, outgoing, time)
          : askForApproval(deps, who, row, outgoing, isTimed ? time : undefined),
    );
    if (!done) return;
    at.hands.add(who.id);
    at.cleared = scheduledOnly && override !== null && who.role === 'owner';
  }

  async function approve() {
    const row = await stored();
    if (!draft || !row) return;
    const at = draft;
    const who = pick(people);
    const override = reasonOf();
    const isSecond = !at.hands.has(who.id);
    const isAllowed = isSecond || (who.role === 'owner' && override !== null);
    const kind = isSecond ? 'second' : 'owner';
    const revision = random() < 0.9 ? row.revision : row.revision - 1;
    const done = await step(
      `${who.name} approves, reason ${override}`,
      isAllowed,
      kind,
      async () => {
        const { published } = await approveDraft(deps, who, pageId, at.id, { revision, override });
        incident ??= published?.id ?? null;
      },
    );
    if (done && (await stored())?.state === 'scheduled') at.cleared = isAllowed;
  }

  async function tick() {
    const row = await stored();
    world.wait(2 * MINUTE);
    await step('the clock publishes', draft?.cleared === true, 'byClock', async () => {
      await publishDue(deps);
      incident ??= (await stored())?.publishedAs ?? null;
    });
    if (row?.state === 'scheduled' && draft?.cleared && (await stored())?.state !== 'published')
      if (!/Another update/.test((await stored())?.back?.why ?? ''))
        expect.fail(`approved, and held back: ${(await stored())?.back?.why}\n${steps.join('\n')}`);
    if (draft) draft.cleared = false;
  }

  const api = () => {
    const who = pick([...people, ...tokens]);
    const override = reasonOf();
    return { who, override, isAllowed: who.role === 'owner' && override !== null };
  };

  async function write() {
    if (incident === null && draft !== null) return false; // the draft is the new incident
    const { who, override, isAllowed } = api();
    const options = { override: 'None', approvalOverride: override };
    if (incident === null)
      return step(`${who.name} creates, reason ${override}`, isAllowed, 'owner', async () => {
        const body = fresh('Text');
        const input = { ...options, name: fresh('Title'), state: 'investigating', body, severity };
        incident = (await createIncident(deps, who, pageId, NewIncident.parse(input))).id;
      });
    const id: string = incident;
    const patch = pick([
      () => ({ body: fresh('Text') }),
      () => ({ name: fresh('Title') }),
      () => ({ impactOverride: pick(['none', 'minor', 'major', 'critical', null]) }),
      () => ({ body: fresh('Text'), name: fresh('Title') }),
    ])();
    return step(
      `${who.name} patches ${JSON.stringify(patch)}, ${override}`,
      isAllowed,
      'owner',
      () => patchIncident(deps, who, pageId, id, IncidentPatch.parse({ ...options, ...patch })),
    );
  }

  async function grade() {
    const next = pick(['SEV1', 'SEV2', 'SEV3', 'SEV4', null]);
    if (incident === null) return;
    const id: string = incident;
    const who = pick(people);
    const override = reasonOf();
    const team = { leadId: null, commanderId: null };
    const done = await step(`${who.name} sets ${next}, reason ${override}`, false, 'free', () =>
      setInternalFields(deps, who, pageId, id, {
        ...team,
        severity: next,
        approvalOverride: override,
      }),
    );
    if (!done) return;
    const isRelease = !asking.includes(next ?? '') && who.role === 'owner' && override !== null;
    had = isRelease ? new Set([next]) : had.add(next);
    severity = next;
  }

  async function takeBack() {
    const row = await stored();
    const who = pick(people);
    if (row?.state === 'asked')
      await step('sends back', false, 'free', () => sendBack(deps, who, pageId, row.id, 'Why?'));
    if (row?.state !== 'scheduled' || !draft) return;
    await step('cancels', false, 'free', () => cancelSchedule(deps, who, pageId, row.id));
    draft.cleared = false;
  }

  const moves = [
    edit,
    edit,
    () => put(false, false),
    () => put(true, false),
    () => put(true, true),
    approve,
    approve,
    approve,
    tick,
    write,
    grade,
    takeBack,
  ];
  await (random() < 0.6 ? edit() : write());
  for (let i = 6 + below(7); i > 0; i--) await pick(moves)();
  await takeBack();
  const owner = people.find(({ role }) => role === 'owner') as Actor;
  if (incident) await removeIncident(deps, owner, pageId, incident, 'Over');
}

test('nothing becomes public without a second person or an owner’s reason, in any order of steps', {
  timeout: 600_000,
}, async () => {
  for (let i = 0; i < SEQUENCES; i++) await sequence();
  console.log(JSON.stringify(seen));
  for (const [kind, times] of Object.entries(seen))
    expect(times, `${kind} was reached`).toBeGreaterThan(0);
});
