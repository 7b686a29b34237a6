import { maintenanceTimes } from '../../../../db/alert/history.ts';
import { listAlertRules } from '../../../../db/alert/rule.ts';
import type { AlertSource } from '../../../../db/alert/source.ts';
import type { Db } from '../../../../db/engine/client.ts';
import { figureFacts } from '../../../../db/figures/facts.ts';
import { placeRenderer } from '../../../../templates/alert/place.ts';
import { inPieces, type Yield } from '../../../core/pieces.ts';
import { refused } from '../../../core/problem.ts';
import type { AlertMapping } from '../../../domain/alert/mapping.ts';
import { compareDrafts, missedIncidents } from '../../../domain/alert/replay/compare.ts';
import { type HistoryFile, readHistory } from '../../../domain/alert/replay/file.ts';
import type { HistoryReplay, WouldBe } from '../../../domain/alert/replay/history.ts';
import { type Arrival, playAlerts } from '../../../domain/alert/replay/play.ts';
import { ReceivedAlerts } from '../../../domain/alert/replay/received.ts';
import { type AlertFacts, type RuleFacts, ruleFacts } from '../../../domain/alert/rule-facts.ts';
import { parseDelivery } from '../../../domain/alert/sender/index.ts';
import type { AlertSourceKind } from '../../../domain/alert/source.ts';
import { type ApprovalSettings, requiresApproval } from '../../../domain/draft/approval.ts';
import { milestoneTimes } from '../../../domain/figures/durations.ts';
import { DAY } from '../../../domain/time/time.ts';
import { ruleTexts } from '../run/texts.ts';

/** Decisions after which a replay ends: a rule may look at an alert again and again. */
const MAX_STEPS = 200_000;
/** Drafts that are listed. */
const MADE = 200;

/** Whose deliveries a history has: a source of the page, or a sender that is none yet. */
export type HistorySource = Pick<AlertSource, 'id' | 'name'> & {
  kind: AlertSourceKind;
  mapping: AlertMapping;
};

type Replaying = {
  page: ApprovalSettings & { id: string };
  /** Who asks: a restricted incident is only compared for people it names. */
  personId: string | null;
  source: HistorySource;
};

/**
 * Plays an uploaded history through the rules as they are now, those in a dry run as if they were
 * live. Stores and sends nothing. Throws a sentence for the form where the file can’t be read.
 */
export async function replayHistory(
  { db, clock }: { db: Db; clock: () => number },
  text: string,
  { page, personId, source }: Replaying,
): Promise<HistoryReplay> {
  const now = clock();
  const rest = inPieces();
  const file = await readHistory(text, now, rest);
  if (typeof file === 'string') throw refused({ file });
  const received = new ReceivedAlerts();
  const { arrivals, deliveries, ignored } = await arrivalsIn(file, source, received, rest);
  const [first, last] = [arrivals[0], arrivals.at(-1)];
  if (!first || !last) throw refused({ file: whyNothing(file, ignored) });
  const [stored, maintained, facts] = await Promise.all([
    listAlertRules(db, page.id),
    maintenanceTimes(db, page.id, first.at),
    figureFacts(db, {
      ...{ pageId: page.id, personId },
      span: { from: first.at - DAY, to: last.at + DAY },
    }),
  ]);
  const rules = stored.map((row) => ({ ...ruleFacts(row), isDry: false }));
  const made: Omit<WouldBe, 'matched'>[] = [];
  const held = new Set<AlertFacts>();
  let steps = 0;
  const play = playAlerts(arrivals, {
    ...{ rules, until: Math.min(now, last.at + DAY) },
    maintainedAt: (at) =>
      new Set(
        maintained
          .filter(({ from, to }) => from <= at && at < (to ?? Number.POSITIVE_INFINITY))
          .map(({ componentId }) => componentId),
      ),
  });
  for (const { at, alert, decision } of play) {
    await rest();
    const { outcome, effect, rule } = decision;
    if (outcome === 'capped') held.add(alert);
    if (rule && (effect === 'draft' || effect === 'publish'))
      made.push(wouldBe({ at, alert, rule, effect, page }));
    if (++steps >= MAX_STEPS) break;
  }
  const incidents = facts.incidents.map((one) => ({
    ...{ id: one.id, name: one.name, startedAt: one.startedAt, resolvedAt: one.resolvedAt },
    ...{ announcedAt: milestoneTimes(one).announced, componentIds: one.componentIds },
  }));
  const componentsOf = new Map(
    rules.map(({ id, settings }) => [id, settings.components.map((one) => one.id)]),
  );
  const drafts = made.map(({ at, rule }) => ({
    at,
    componentIds: componentsOf.get(rule.id) ?? [],
  }));
  const { matches, earlier } = compareDrafts(drafts, incidents);
  const count = (kind: WouldBe['kind']) => made.filter((one) => one.kind === kind).length;
  return {
    ...{ source: source.name, from: first.at, to: last.at, deliveries, earlier, ignored },
    ...{ alerts: received.count, drafts: count('draft'), publishes: count('publish') },
    ...{ held: held.size, older: file.older, wrong: file.wrong, isCut: steps >= MAX_STEPS },
    made: made.slice(0, MADE).map((one, i) => ({ ...one, matched: matches[i] ?? null })),
    missed: missedIncidents(
      incidents,
      matches,
      arrivals.map(({ at }) => at),
    ),
  };
}

/** Deliveries with alerts, read as the source of the page would have; others are counted. */
async function arrivalsIn(
  { lines, wrong }: HistoryFile,
  source: HistorySource,
  received: ReceivedAlerts,
  rest: Yield,
) {
  const arrivals: Arrival<AlertFacts>[] = [];
  let ignored = 0;
  for (const line of lines) {
    await rest();
    const { at } = line;
    if ('alert' in line) {
      arrivals.push({ at, arrive: () => received.receive(line.source, [line.alert], at) });
      continue;
    }
    const parsed = parseDelivery(source, line.body, placeRenderer());
    if ('refused' in parsed) wrong.add(line.place, parsed.refused);
    else if ('ignored' in parsed) ignored++;
    else arrivals.push({ at, arrive: () => received.receive(source, parsed.alerts, at) });
  }
  return { arrivals, ignored, deliveries: arrivals.length };
}

function whyNothing({ wrong }: HistoryFile, ignored: number): string {
  const [first] = wrong.first;
  if (!first)
    return ignored > 0 ? 'No delivery in this file is about an alert.' : 'The file is empty.';
  return `Nothing in this file could be read. ${first.place}: ${first.why}`;
}

type Making = {
  at: number;
  alert: AlertFacts;
  rule: RuleFacts;
  effect: 'draft' | 'publish';
  page: ApprovalSettings;
};

function wouldBe({ at, alert, rule, effect, page }: Making): Omit<WouldBe, 'matched'> {
  const { settings, id, name } = rule;
  const graded = { kind: 'incident' as const, severity: settings.severity, pastSeverities: [] };
  const isDraft = effect === 'draft' || requiresApproval(page, graded);
  const { title } = ruleTexts(settings, { ...alert, links: [], source: alert.source.name });
  return {
    ...{ at, title, rule: { id, name }, kind: isDraft ? 'draft' : 'publish' },
    note: isDraft && effect === 'publish' ? 'Its severity requires approval.' : null,
  };
}
