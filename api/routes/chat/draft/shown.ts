import { listComponents } from '../../../../db/component/component.ts';
import type { Draft } from '../../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { describeReach, formatInstant, formatMinutes } from '../../../../templates/words.ts';
import type { AppContext } from '../../../context/context.ts';
import { statusLabels } from '../../../domain/component/status.ts';
import { State, stateLabels } from '../../../domain/incident/incident.ts';
import { readers } from '../../../domain/page/scope.ts';
import type { Finding } from '../../../domain/preflight/index.ts';
import { NEXT_UPDATE } from '../../../domain/template/template.ts';
import { text, type Values } from '../../../http/form.ts';
import type { AudienceEstimate } from '../../../preview/preview.ts';
import { checked } from '../../console/incident/submission/check.ts';
import { visibilityIn } from '../../console/incident/submission/read-incident.ts';
import { statusesIn } from '../../console/incident/submission/update-form.ts';
import { bold, type ChatBlock, context, literal, quoted, section } from '../slack/message.ts';

const MAX_FINDINGS = 8;

export type ShownDraft = {
  /** In Slack's markup. */
  title: string;
  blocks: ChatBlock[];
  findings: readonly Finding[];
  isPublic: boolean;
};

/** A draft as it would be published: its text, what preflight finds in it, and who gets it. */
export async function showDraft(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
  intro: string,
): Promise<ShownDraft> {
  const values = draft.values as Values; // lists of a form are not changed by anyone
  const { findings = [], recipients } = await checked(c, values, record);
  const isPublic = visibilityIn(values, record) === readers;
  const title = literal(`${intro}: ${headline(values, record)}`);
  const facts = [
    isPublic ? 'Public' : 'For the team only',
    promiseIn(values) ?? 'no next update time',
    ...(isPublic ? recipientsOf(c, recipients) : []),
  ];
  const changes = await changesIn(c, values, record);
  const blocks = [
    section(`${bold(title)}\n${quoted(text(values, 'body'))}`),
    findingsBlock(findings),
    ...(changes ? [context(literal(changes))] : []),
    context(literal(facts.join(' · '))),
  ];
  return { title, blocks, findings, isPublic };
}

function headline(values: Values, record: IncidentRecord | undefined): string {
  const state = State.safeParse(text(values, 'state')).data;
  const name = record?.name ?? text(values, 'name');
  const severity = record ? record.severity : text(values, 'severity');
  const parts = [severity, state && stateLabels[state], record ? 'update' : 'new incident'];
  return `${name} (${parts.filter(Boolean).join(', ')})`;
}

function recipientsOf(
  { var: { deps, page } }: AppContext,
  recipients?: AudienceEstimate,
): string[] {
  if (!recipients) return [];
  const now = deps.clock();
  const isDelayed = recipients.from > now && recipients.people > 0;
  const from = isDelayed ? `, from ${formatInstant(recipients.from, page.timeZone, now)}` : '';
  return [`Recipients: ${describeReach(recipients)}${from}`];
}

const promiseIn = (values: Values): string | null => {
  const [other, chosen] = [`f.${NEXT_UPDATE}.other`, `f.${NEXT_UPDATE}`];
  const minutes = Number(text(values, other) || text(values, chosen));
  return minutes > 0 ? `next update in ${formatMinutes(minutes)}` : null;
};

/** Such as “⛔ “db-7.internal”: …”. */
function findingsBlock(findings: readonly Finding[]): ChatBlock {
  if (findings.length === 0) return context('✓ No warnings');
  const lines = findings.slice(0, MAX_FINDINGS).map(({ level, found, sentence }) => {
    const place = found ? `“${found}”: ` : '';
    return `${level === 'stop' ? '⛔' : '⚠️'} ${literal(`${place}${sentence}`)}`;
  });
  const more = findings.length - lines.length;
  return section([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
}

/** Such as “API: Partial outage”, or “Checkout: Degraded performance → Operational” for an update. */
async function changesIn(
  { var: { deps, page } }: AppContext,
  values: Values,
  record: IncidentRecord | undefined,
): Promise<string> {
  const statuses = statusesIn(values);
  if (Object.keys(statuses).length === 0) return '';
  const known = await listComponents(deps.db, page.id);
  const changes = known.flatMap(({ id, name, status: now }) => {
    const status = statuses[id];
    const before = record && status !== now ? `${statusLabels[now]} → ` : '';
    return status ? [`${name}: ${before}${statusLabels[status]}`] : [];
  });
  return changes.join(', ');
}
