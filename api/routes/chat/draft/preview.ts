import type { Draft } from '../../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { describeReach, formatInstant, formatMinutes } from '../../../../templates/words.ts';
import type { AppContext } from '../../../context/context.ts';
import { requiresApproval } from '../../../domain/draft/approval.ts';
import { State, stateLabels } from '../../../domain/incident/incident.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { readers } from '../../../domain/page/scope.ts';
import type { Finding } from '../../../domain/preflight/index.ts';
import { NEXT_UPDATE } from '../../../domain/template/template.ts';
import { text, type Values } from '../../../http/form.ts';
import { checked } from '../../console/incident/submission/check.ts';
import { formOf } from '../../console/incident/submission/draft-values.ts';
import { statusesIn } from '../../console/incident/submission/update-form.ts';
import { visibilityIn } from '../../console/incident/submission/visibility.ts';
import {
  bold,
  buttons,
  type ChatButton,
  type ChatReply,
  context,
  linkTo,
  literal,
  quoted,
  section,
} from '../slack/message.ts';
import { buttonValue } from './button-value.ts';

const MAX_FINDINGS = 8;

/** A draft as it would be published, for its writer alone: what is wrong with it, and who gets it. */
export async function previewReply(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
  notice = '',
): Promise<ChatReply> {
  const { deps, page } = c.var;
  const values = draft.values as Values; // lists of a form are not changed by anyone
  const { findings = [], recipients } = await checked(c, values, record);
  const stops = findings.filter(({ level }) => level === 'stop');
  const isPublic = visibilityIn(values, record) === readers;
  const text_ = headline(values, record);
  const reach = recipients ? describeReach(recipients) : '';
  const delay = recipients && recipients.from > deps.clock() && recipients.people > 0;
  const facts = [
    isPublic ? 'Public' : 'For the team only',
    promiseIn(values) ?? 'no next update time',
    isPublic && reach ? `Recipients: ${reach}` : '',
    isPublic && delay ? `from ${formatInstant(recipients.from, page.timeZone, deps.clock())}` : '',
  ];
  return {
    text: literal(`Preview: ${text_}`),
    blocks: [
      ...(notice ? [section(bold(literal(notice)))] : []),
      section(`${bold(literal(`Preview: ${text_}`))}\n${quoted(text(values, 'body'))}`),
      ...findingsSection(findings),
      ...recoveredSection(values),
      context(literal(facts.filter(Boolean).join(' · '))),
      buttons(choices(c, draft, record, { findings, isStopped: stops.length > 0, isPublic })),
    ],
  };
}

function headline(values: Values, record: IncidentRecord | undefined): string {
  const state = State.safeParse(text(values, 'state')).data;
  const name = record?.name ?? text(values, 'name');
  const severity = record ? record.severity : text(values, 'severity');
  const parts = [severity, state && stateLabels[state], record ? 'update' : 'new incident'];
  return `${name} (${parts.filter(Boolean).join(', ')})`;
}

const promiseIn = (values: Values): string | null => {
  const minutes = Number(text(values, `f.${NEXT_UPDATE}.other`));
  return minutes > 0 ? `next update in ${formatMinutes(minutes)}` : null;
};

/** Such as “Error: “localhost” – Internal host name.” */
function findingsSection(findings: readonly Finding[]) {
  if (findings.length === 0) return [context('✓ No warnings')];
  const lines = findings.slice(0, MAX_FINDINGS).map(({ level, found, sentence }) => {
    const place = found ? `“${found}”: ` : '';
    return `${level === 'stop' ? '⛔' : '⚠️'} ${literal(`${place}${sentence}`)}`;
  });
  const more = findings.length - lines.length;
  return [section([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))];
}

const recoveredSection = (values: Values) => {
  const count = Object.keys(statusesIn(values)).length;
  return count === 0 ? [] : [context(literal(`Affected components become operational: ${count}`))];
};

type Checked = { findings: readonly Finding[]; isStopped: boolean; isPublic: boolean };

/** With an error, only the console publishes, with a reason. */
function choices(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
  { findings, isStopped, isPublic }: Checked,
): ChatButton[] {
  const { page, deps } = c.var;
  const warned = findings.filter(({ level }) => level === 'warn').map(({ rule }) => rule);
  const value = buttonValue({ id: draft.id, revision: draft.revision, warned });
  const graded = record ?? {
    ...{ kind: 'incident' as const, pastSeverities: [] },
    severity: text(draft.values as Values, 'severity') || null,
  };
  const audience = isPublic ? readers : 'internal';
  const asks = requiresApproval(page, { ...graded, audience });
  const anyway = warned.length > 0 ? ' anyway' : '';
  const publish: ChatButton = asks
    ? { action: 'ask', label: `Request approval${anyway}`, value, style: 'primary' }
    : { action: 'publish', label: `Publish${anyway}`, value, style: 'primary' };
  return [
    ...(isStopped ? [] : [publish]),
    ...(record ? [] : [{ action: 'internal', label: 'Open for the team only', value }]),
    {
      ...{ action: 'open', label: isStopped ? 'Fix in the console' : 'Edit in the console' },
      url: `${addressOf(page, deps.config.baseUrl)}${formOf(draft)}`,
    },
    { action: 'cancel', label: 'Cancel', value, style: 'danger' },
  ];
}

export const draftLink = (c: AppContext, draft: Draft): string =>
  linkTo(`${addressOf(c.var.page, c.var.deps.config.baseUrl)}${formOf(draft)}`, 'Open the draft');
