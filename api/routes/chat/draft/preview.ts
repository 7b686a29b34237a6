import type { Draft } from '../../../../db/draft/draft.ts';
import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { AppContext } from '../../../context/context.ts';
import { requiresApproval } from '../../../domain/draft/approval.ts';
import { formPathOf } from '../../../domain/draft/path.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { readers } from '../../../domain/page/scope.ts';
import { text, type Values } from '../../../http/form.ts';
import { visibilityIn } from '../../console/incident/submission/read-incident.ts';
import {
  bold,
  buttons,
  type ChatBlock,
  type ChatButton,
  type ChatReply,
  linkTo,
  literal,
  section,
} from '../slack/message.ts';
import { buttonValue } from './button-value.ts';
import { statusChoice } from './component-change.ts';
import { componentChoice } from './component-choice.ts';
import { type ShownDraft, showDraft } from './shown.ts';

type PreviewNotes = {
  /** Why it is shown again. */
  notice?: string;
  /** The component whose status is being selected. */
  component?: string;
};

/** A draft as it would be published, for its writer alone, with what can be done with it. */
export async function previewReply(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
  { notice = '', component = '' }: PreviewNotes = {},
): Promise<ChatReply> {
  const shown = await showDraft(c, draft, record, 'Preview');
  return {
    text: shown.title,
    blocks: [
      ...(notice ? [section(bold(literal(notice)))] : []),
      ...shown.blocks,
      ...(draft.state === 'open' ? await componentFields(c, draft, record, component) : []),
      buttons(choices(c, draft, record, shown)),
    ],
  };
}

/** Of an update for the team only, none: statuses are public. */
async function componentFields(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
  component: string,
): Promise<ChatBlock[]> {
  if (!record) return componentChoice(c, draft);
  const isPublic = visibilityIn(draft.values as Values, record) === readers;
  return isPublic ? statusChoice(c, draft, record, component) : [];
}

/** With an error, only the console publishes, with a reason. */
function choices(
  c: AppContext,
  draft: Draft,
  record: IncidentRecord | undefined,
  { findings, isPublic }: ShownDraft,
): ChatButton[] {
  const { page, deps } = c.var;
  const isStopped = findings.some(({ level }) => level === 'stop');
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
  const isInternal = record?.audience === 'internal' && !record.drill && !isPublic;
  return [
    ...(isStopped ? [] : [publish]),
    ...(record || !isPublic
      ? []
      : [{ action: 'internal', label: 'Open for the team only', value }]),
    ...(isInternal ? [{ action: 'public', label: 'Make the incident public…', value }] : []),
    {
      ...{ action: 'open', label: isStopped ? 'Fix in the console' : 'Edit in the console' },
      url: `${addressOf(page, deps.config.baseUrl)}${formPathOf(draft)}`,
    },
    { action: 'cancel', label: 'Cancel', value, style: 'danger' },
  ];
}

export const draftLink = (c: AppContext, draft: Draft): string =>
  linkTo(
    `${addressOf(c.var.page, c.var.deps.config.baseUrl)}${formPathOf(draft)}`,
    'Open the draft',
  );
