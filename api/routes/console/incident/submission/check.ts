import { listComponents } from '../../../../../db/component/component.ts';
import type { IncidentRecord } from '../../../../../db/incident/timeline.ts';
import {
  assertNoNewWarning,
  check,
  checkTexts,
} from '../../../../actions/incident/checks/preflight.ts';
import type { AppContext } from '../../../../context/context.ts';
import { type Audience, State } from '../../../../domain/incident/incident.ts';
import { readers } from '../../../../domain/page/scope.ts';
import type { Finding } from '../../../../domain/preflight/index.ts';
import { promisedBy } from '../../../../domain/template/message.ts';
import type { Locale } from '../../../../domain/text/locale.ts';
import { writtenIn } from '../../../../domain/text/translation.ts';
import { text, type Values } from '../../../../http/form.ts';
import type { AudienceEstimate } from '../../../../preview/preview.ts';
import { audienceIn } from './preview.ts';
import { visibilityIn } from './read-incident.ts';
import { type FormContext, seenWarningsIn } from './submission.ts';
import { translationsIn } from './translations.ts';
import { readUpdate, remainingComponents, type TypedUpdate } from './update-form.ts';

/** Findings for the text in the form; none without a text. */
export async function findingsIn(
  c: FormContext,
  values: Values,
  typed: TypedUpdate,
  record?: IncidentRecord,
): Promise<Finding[]> {
  const { deps, page } = c.var;
  const state = State.safeParse(text(values, 'state'));
  if (!state.success) return [];
  const components = await listComponents(deps.db, page.id);
  const attached = record ? (remainingComponents(values, record) ?? record.componentIds) : [];
  const affected = components.filter(
    ({ id }) => attached.includes(id) || typed.statuses[id] !== undefined,
  );
  const audience = visibilityIn(values, record);
  return check(deps, page.id, {
    audience,
    kind: record?.kind ?? 'incident',
    state: state.data,
    title: titleToCheck(values, audience, record),
    body: typed.body,
    translations: typed.translations,
    nextUpdateBy: promisedBy(typed.answers, deps.clock()),
    affected: affected.map((one) => typed.statuses[one.id] ?? one.status),
    ...(record ? {} : { nameable: components.length }),
    severity: record ? record.severity : text(values, 'severity') || null,
  });
}

/** A title that readers have not seen yet. */
const titleToCheck = (values: Values, audience: Audience, record?: IncidentRecord): string => {
  if (!record) return text(values, 'name');
  return audience === readers && record.audience !== readers ? record.name : '';
};

/** The same for maintenance, whose first update is its announcement. */
export const findingsInPlan = (c: AppContext, values: Values): Promise<Finding[]> =>
  check(c.var.deps, c.var.page.id, {
    audience: readers,
    kind: 'maintenance',
    state: 'scheduled',
    title: text(values, 'name'),
    body: text(values, 'body'),
    translations: translationsIn(values, c.var.page),
    affected: [],
    severity: null,
  });

/** The same for a changed title of a published incident. An unchanged title was checked before. */
export async function findingsInTitle(
  c: AppContext,
  values: Values,
  record: IncidentRecord,
): Promise<Finding[]> {
  const title = text(values, 'name').trim();
  const locale = writtenIn(record, c.var.page);
  const translations = translationsIn(values, c.var.page, locale);
  if (title === record.name && !Object.values(translations).some(({ name }) => name)) return [];
  const { audience, kind, state, severity } = record;
  const outgoing = {
    audience,
    kind,
    state,
    severity,
    locale,
    title,
    body: '',
    affected: [],
    translations,
  };
  return check(c.var.deps, c.var.page.id, outgoing);
}

/** The same for a changed or cancelled window. */
export async function findingsInNotice(
  c: AppContext,
  values: Values,
  record: IncidentRecord,
  locale: Locale,
): Promise<Finding[]> {
  const { audience, kind, state, severity } = record;
  const name = text(values, 'name').trim();
  const texts = { title: name === record.name ? '' : name, body: text(values, 'body') };
  const translations = translationsIn(values, c.var.page, locale);
  const hasTranslation = Object.values(translations).some(({ name, body }) => name || body);
  if (!texts.title && !texts.body.trim() && !hasTranslation) return [];
  return check(c.var.deps, c.var.page.id, {
    audience,
    kind,
    state,
    severity,
    locale,
    ...texts,
    translations,
    affected: [],
  });
}

/** The same for the corrected text of an update. */
export const findingsInCorrection = (
  c: AppContext,
  values: Values,
  record: IncidentRecord,
  update: IncidentRecord['updates'][number],
): Promise<Finding[]> =>
  check(c.var.deps, c.var.page.id, {
    audience: update.audience,
    kind: record.kind,
    state: update.state,
    title: '',
    body: text(values, 'body'),
    locale: update.locale,
    translations: translationsIn(values, c.var.page, writtenIn(update, c.var.page)),
    affected: [],
    severity: record.severity,
  });

/** The same for public texts outside updates, without those that are public already. */
export const findingsInTexts = (
  c: AppContext,
  values: Values,
  fields: readonly string[],
  before: readonly (string | null | undefined)[] = [],
): Promise<Finding[]> =>
  checkTexts(
    c.var.deps,
    c.var.page.id,
    Object.fromEntries(fields.map((field) => [field, text(values, field)])),
    before,
  );

/** Findings of the form, where they are not `known`, and recipients; none without a text. */
export async function checked(
  c: AppContext,
  values: Values,
  record?: IncidentRecord,
  known?: Finding[],
): Promise<{ findings?: Finding[]; recipients?: AudienceEstimate | undefined }> {
  if (!text(values, 'body').trim()) return {};
  return {
    findings: known ?? (await findingsIn(c, values, await readUpdate(c, values), record)),
    recipients: await audienceIn(c, values, record),
  };
}

/** Nobody saves over a warning that they have not seen; once seen, it is their decision. */
export const assertWarned = (values: Values, findings: Finding[]): void =>
  assertNoNewWarning(findings, seenWarningsIn(values), 'saved');
