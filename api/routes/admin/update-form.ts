import { z } from 'zod';
import { listComponents } from '../../../db/component.ts';
import { findTemplate, type Template } from '../../../db/template.ts';
import { beganAt, endedAt } from '../../domain/course.ts';
import { type Answers, promisedBy } from '../../domain/message.ts';
import { listWords } from '../../domain/sentence.ts';
import { ComponentStatus } from '../../domain/status.ts';
import type { TemplateField } from '../../domain/template.ts';
import { parseLocal } from '../../domain/zone.ts';
import { Problem } from '../../problem.ts';
import { checkDraft, composed, type Draft } from '../../publish/draft.ts';
import { RefusedDraft, text, type Values } from '../form.ts';
import type { Desk } from './draft-form.ts';

/** A template form as it was posted: `f.<key>` are answers, `c.<id>` statuses of components. */
export type TypedUpdate = Draft & {
  template: Template | null;
  statuses: Record<string, ComponentStatus>;
};

export async function readUpdate(c: Desk, values: Values): Promise<TypedUpdate> {
  const { deps, page } = c.var;
  const template = await findTemplate(deps.db, page.id, text(values, 'template'));
  const statuses = statusesIn(values);
  const known = await listComponents(deps.db, page.id);
  const names = known.filter((one) => statuses[one.id]).map((one) => one.name);
  const body = text(values, 'body').replaceAll('\r\n', '\n').trim();
  const given = (template?.fields ?? []).map((field) => [
    field.key,
    field.type === 'components'
      ? listWords(names, names.length)
      : answerTo(field, values, page.timeZone),
  ]);
  return {
    template,
    statuses,
    answers: Object.fromEntries(given),
    body,
    composed: text(values, 'composed').replaceAll('\r\n', '\n').trim(),
  };
}

/** Throws a refusal that carries the text as it must be shown; returns when it may be published. */
export function assertPublishable(
  c: Desk,
  values: Values,
  typed: TypedUpdate,
  more: Record<string, string> = {},
): void {
  const checked = checkDraft(typed, momentOf(c));
  const faults = {
    ...more,
    ...Object.fromEntries(
      Object.entries(checked.problem?.fields ?? {}).map(([key, fault]) => [
        key === 'body' ? 'body' : `f.${key}`,
        fault,
      ]),
    ),
  };
  if (Object.keys(faults).length === 0) return;
  throw new RefusedDraft(
    new Problem('invalid', 'Not published yet: see the marked places.', faults),
    { ...values, body: checked.body, composed: checked.composed },
  );
}

/** The form again, its text made anew from the answers. */
export function recomposed(c: Desk, values: Values, typed: TypedUpdate): Values {
  const fresh = composed(typed, momentOf(c));
  return { ...values, body: fresh, composed: fresh };
}

/** A text that is not, or no longer, what the answers make is left alone. */
export const byHand = (values: Values): boolean =>
  text(values, 'body').trim() !== text(values, 'composed').trim();

/** What both a new incident and its next update take from the form. */
export const published = (c: Desk, values: Values, typed: TypedUpdate) => ({
  state: text(values, 'state'),
  body: typed.body,
  components: typed.statuses,
  nextUpdateBy: promisedBy(typed.answers, c.var.deps.clock()),
  deliverNotifications: values.notify !== undefined,
  templateId: typed.template?.id ?? null,
  fields: kept(typed),
  since: beganAt(typed.answers),
  endedAt: endedAt(typed.answers),
  override: text(values, 'override'),
  approvalOverride: text(values, 'approvalOverride'),
});

const momentOf = (c: Desk) => ({ now: c.var.deps.clock(), zone: c.var.page.timeZone });

/** Components are stored as changes of status, not as an answer. */
const kept = ({ template, answers }: TypedUpdate): Answers =>
  Object.fromEntries(
    (template?.fields ?? [])
      .filter((field) => field.type !== 'components' && answers[field.key])
      .map((field) => [field.key, answers[field.key] ?? '']),
  );

export function statusesIn(values: Values): Record<string, ComponentStatus> {
  const chosen = Object.entries(values)
    .filter(([name, value]) => name.startsWith('c.') && value !== '')
    .map(([name, value]) => [name.slice(2), value]);
  return z.record(z.string(), ComponentStatus).catch({}).parse(Object.fromEntries(chosen));
}

/** An instant that cannot be read stays as typed, so that the check can point at it. */
function answerTo(field: TemplateField, values: Values, zone: string): string {
  const typed = text(values, `f.${field.key}`).replaceAll('\r\n', '\n').trim();
  if (field.type === 'duration') return text(values, `f.${field.key}.other`).trim() || typed;
  return field.type === 'instant' ? instantIn(typed, zone) : typed;
}

export function instantIn(typed: string, zone: string): string {
  const at = parseLocal(typed.trim(), zone);
  return at === null ? typed : new Date(at).toISOString();
}
