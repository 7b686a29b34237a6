import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import { wordsIn } from '../../../../site/locales/words.ts';
import { submit } from '../../../actions/submission/submit.ts';
import type { AppContext } from '../../../context/context.ts';
import type { ChatCommand } from '../../../domain/chat/command.ts';
import { isClosed, newestSeq, type State } from '../../../domain/incident/incident.ts';
import { severityLevelOf, severityScaleOf } from '../../../domain/response/severity.ts';
import { BLANK } from '../../../domain/template/blank.ts';
import { NEXT_UPDATE } from '../../../domain/template/template.ts';
import type { Values } from '../../../http/form.ts';
import { assertCan } from '../../../http/permission.ts';
import { recordOf } from '../../console/incident/submission/record.ts';
import { type About, newForm } from '../../console/incident/submission/submission.ts';
import type { ChatReply } from '../slack/message.ts';
import { previewReply } from './preview.ts';

type Opening = Omit<Extract<ChatCommand, { verb: 'new' }>, 'verb'>;
type NextUpdate = { state: State | null; body: string; next: number | null };

/** Keeps a new incident as a draft, and shows it as it would be published. */
export async function prepareOpening(
  c: AppContext,
  { title, severity, body, next }: Opening,
): Promise<ChatReply> {
  const { page } = c.var;
  const level = severityLevelOf(severityScaleOf(page), severity);
  const values: Values = {
    ...{ name: title, ...(severity ? { severity } : {}), notify: 'on' },
    ...textOf(c, 'investigating', body),
    ...promiseOf(next ?? level?.updateEvery ?? null),
  };
  return keep(c, values, { kind: 'incident', incidentId: null });
}

/** The same for an update, which changes the state only where a state is given. */
export async function prepareUpdate(
  c: AppContext,
  incidentId: string,
  { state: given, body, next }: NextUpdate,
): Promise<ChatReply> {
  const record = await recordOf(c, incidentId);
  const state = given ?? record.state;
  const every = severityLevelOf(severityScaleOf(c.var.page), record.severity)?.updateEvery;
  const values: Values = {
    ...{ notify: 'on', seen: String(newestSeq(record.updates)) },
    ...textOf(c, state, body),
    ...(isClosed(state) ? {} : promiseOf(next ?? every ?? null)),
    ...(state === 'resolved' ? recovered(record) : {}),
  };
  return keep(c, values, { kind: 'incident', incidentId }, record);
}

async function keep(
  c: AppContext,
  values: Values,
  about: About,
  record?: IncidentRecord,
): Promise<ChatReply> {
  const { deps, actor, page } = c.var;
  assertCan(actor, 'draft.edit', page);
  assertCan(actor, 'incident.publish', page);
  const form = newForm(values, about, deps.newId());
  const saved = await submit(deps, actor, page, { wants: 'save', form });
  if (saved.outcome !== 'saved') throw new Error('a new draft was saved');
  return previewReply(c, saved.draft, record);
}

/** Without a message, the product’s sentence for the state, to be read before it goes out. */
const textOf = (c: AppContext, state: State, body: string): Values => ({
  ...{ template: BLANK, state },
  body: body || wordsIn(c.var.page.locale).say(`event.${state}`),
});

const promiseOf = (minutes: number | null): Values =>
  minutes === null
    ? {}
    : { [`f.${NEXT_UPDATE}`]: 'other', [`f.${NEXT_UPDATE}.other`]: String(minutes) };

/** The affected components work again, as the preview says. */
const recovered = ({ componentIds }: IncidentRecord): Values =>
  Object.fromEntries(componentIds.map((id) => [`c.${id}`, 'operational']));
