import { z } from 'zod';
import { listComponents } from '../../../../../db/component/component.ts';
import { findTemplate, type Template } from '../../../../../db/template/template.ts';
import { valueWords } from '../../../../../templates/value-words.ts';
import {
  type Composition,
  checkDraft,
  composed,
} from '../../../../actions/template/compose-update.ts';
import { Problem } from '../../../../core/problem.ts';
import { ComponentStatus } from '../../../../domain/component/status.ts';
import { State } from '../../../../domain/incident/incident.ts';
import { beganAt, endedAt } from '../../../../domain/incident/incident-times.ts';
import { blankFields } from '../../../../domain/template/blank.ts';
import {
  type Answers,
  promisedBy,
  validAnswers,
  withInserted,
} from '../../../../domain/template/message.ts';
import type { TemplateField } from '../../../../domain/template/template.ts';
import type { Languages } from '../../../../domain/text/translation.ts';
import { localTimeError, parseLocal } from '../../../../domain/time/zone.ts';
import { localIn, RefusedDraft, text, type Values } from '../../../../http/form.ts';
import type { FormContext } from './submission.ts';
import { translatedAnswers, translationsIn, withComposedTranslations } from './translations.ts';

/** A submitted template form: `f.<key>` are answers, `c.<id>` statuses of components. */
export type TypedUpdate = Composition & {
  template: Template | null;
  statuses: Record<string, ComponentStatus>;
  /** Names of components with a new status. */
  names: string[];
  translations: Languages;
  /** By `cause@de`. */
  localizedAnswers: Answers;
};

export async function readUpdate(c: FormContext, values: Values): Promise<TypedUpdate> {
  const { deps, page } = c.var;
  const template = await findTemplate(deps.db, page.id, text(values, 'template'));
  const known = await listComponents(deps.db, page.id);
  // Leaves out a component that was archived while the form was open.
  const chosen = Object.entries(statusesIn(values));
  const statuses = Object.fromEntries(
    chosen.filter(([id]) => known.some((one) => one.id === id && !one.group)),
  );
  const names = known.filter((one) => statuses[one.id]).map((one) => one.name);
  const body = text(values, 'body').replaceAll('\r\n', '\n').trim();
  const state = State.safeParse(text(values, 'state')).data;
  const fields = template?.fields ?? blankFields(state);
  const given = fields.map((field) => [
    field.key,
    field.type === 'components'
      ? valueWords(page.locale).list(names)
      : answerTo(field, values, page.timeZone),
  ]);
  return {
    template,
    fields,
    names,
    statuses,
    translations: translationsIn(values, page),
    localizedAnswers: translatedAnswers(values, page, template),
    answers: Object.fromEntries(given),
    body,
    composed: text(values, 'composed').replaceAll('\r\n', '\n').trim(),
  };
}

/** Throws with the text as it must be shown, unless the form can be published. */
export function assertPublishable(
  c: FormContext,
  values: Values,
  typed: TypedUpdate,
  more: Record<string, string> = {},
): void {
  const checked = checkDraft(typed, momentOf(c));
  const errors = {
    ...more,
    ...timeErrorsIn(values, typed.fields, c.var.page.timeZone),
    ...Object.fromEntries(
      Object.entries(checked.problem?.fields ?? {}).map(([key, error]) => [
        key === 'body' ? 'body' : `f.${key}`,
        error,
      ]),
    ),
  };
  if (Object.keys(errors).length === 0) return;
  throw new RefusedDraft(
    new Problem('invalid', 'Not published. Fix the highlighted fields.', errors),
    { ...values, body: checked.body, composed: checked.composed },
  );
}

/** The form with the composed text in its message; unchanged if the template fails. */
export function withComposed(c: FormContext, values: Values, typed: TypedUpdate): Values {
  if (!typed.template) return values;
  const fresh = composed(typed, momentOf(c));
  const all = withComposedTranslations(values, c.var.page, typed, momentOf(c));
  if (fresh === null) return all;
  return { ...all, body: withInserted(typed.body, typed.composed, fresh), composed: fresh };
}

/** Input shared by a new incident and its next update. */
export const published = (c: FormContext, values: Values, typed: TypedUpdate) => ({
  state: text(values, 'state'),
  body: typed.body,
  locale: c.var.page.locale,
  translations: typed.translations,
  components: typed.statuses,
  nextUpdateBy: promisedBy(typed.answers, c.var.deps.clock()),
  deliverNotifications: values.notify !== undefined,
  templateId: typed.template?.id ?? null,
  templateVersion: typed.template?.revision ?? null,
  fields: storedAnswers(typed),
  since: beganAt(typed.answers),
  endedAt: endedAt(typed.answers),
  override: text(values, 'override'),
  approvalOverride: text(values, 'approvalOverride'),
});

const momentOf = (c: FormContext) => ({
  now: c.var.deps.clock(),
  zone: c.var.page.timeZone,
  locale: c.var.page.locale,
});

/** Answers to store. Components are stored as status changes. */
const storedAnswers = ({ fields, answers, localizedAnswers }: TypedUpdate): Answers => ({
  ...localizedAnswers,
  ...validAnswers(
    fields.filter(({ type }) => type !== 'components'),
    answers,
  ),
});

/** Affected components without those removed in the form; undefined if none was. */
export function remainingComponents(
  values: Values,
  { componentIds }: { componentIds: readonly string[] },
): string[] | undefined {
  const out = [values.detach ?? []].flat();
  return out.length > 0 ? componentIds.filter((id) => !out.includes(id)) : undefined;
}

export function statusesIn(values: Values): Record<string, ComponentStatus> {
  const chosen = Object.entries(values)
    .filter(([name, value]) => name.startsWith('c.') && value !== '')
    .map(([name, value]) => [name.slice(2), value]);
  return z.record(z.string(), ComponentStatus).catch({}).parse(Object.fromEntries(chosen));
}

/** An unreadable time stays as typed, so that the error can name it. */
function answerTo(field: TemplateField, values: Values, zone: string): string {
  if (field.type === 'choices') return [values[`f.${field.key}`] ?? ''].flat().join('\n');
  const typed = text(values, `f.${field.key}`).replaceAll('\r\n', '\n').trim();
  if (field.type === 'duration') return text(values, `f.${field.key}.other`).trim() || typed;
  return field.type === 'instant' ? instantIn(values, `f.${field.key}`, zone) : typed;
}

export function instantIn(values: Values, name: string, zone: string): string {
  const reading = localIn(values, name, zone);
  const typed = text(values, name).trim();
  const at = 'at' in reading ? reading.at : parseLocal(typed, zone);
  return at === null ? typed : new Date(at).toISOString();
}

/** Local times that the zone skips or repeats. */
const timeErrorsIn = (values: Values, fields: readonly TemplateField[], zone: string) =>
  Object.fromEntries(
    fields.flatMap(({ type, key }) => {
      const reading = type === 'instant' ? localIn(values, `f.${key}`, zone) : null;
      return reading && 'error' in reading && reading.error !== 'unreadable'
        ? [[`f.${key}`, localTimeError(reading, zone)]]
        : [];
    }),
  );
