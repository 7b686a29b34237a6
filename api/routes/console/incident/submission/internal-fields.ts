import { z } from 'zod';
import { findTemplate } from '../../../../../db/template/template.ts';
import { InternalFields } from '../../../../actions/incident/index.ts';
import type { AppContext } from '../../../../context/context.ts';
import { severityLevelOf, severityScaleOf } from '../../../../domain/response/severity.ts';
import { chooserAnswers, proposeSeverity } from '../../../../domain/response/severity-proposal.ts';
import { NEXT_UPDATE } from '../../../../domain/template/template.ts';
import { Opened, orNull, parse, text, type Values } from '../../../../http/form.ts';

const InternalFieldsForm = InternalFields.extend({
  severity: orNull(z.string()),
  leadId: orNull(z.string()),
  commanderId: orNull(z.string()),
  expectedRevision: Opened,
});

export const readInternalFields = (values: Values): InternalFields =>
  parse(InternalFieldsForm, values);

const MINUTES = `f.${NEXT_UPDATE}`;
const OTHER = `${MINUTES}.other`;

/** The form with the proposed severity and its update interval. */
export async function withProposal(c: AppContext, values: Values): Promise<Values> {
  const proposed = proposeSeverity(
    severityScaleOf(c.var.page),
    chooserAnswers((name) => text(values, name)),
  );
  if (!proposed) return values;
  const open: Values = proposed.level.updateEvery ? { [MINUTES]: '', [OTHER]: '' } : {};
  return withCadence(c, { ...values, ...open, severity: proposed.level.key });
}

/** An empty promise follows the severity, where one is required. */
export async function withCadence(c: AppContext, values: Values): Promise<Values> {
  const every = severityLevelOf(severityScaleOf(c.var.page), text(values, 'severity'))?.updateEvery;
  const given = text(values, MINUTES).trim() || text(values, OTHER).trim();
  if (!every || given) return values;
  const template = await findTemplate(c.var.deps.db, c.var.page.id, text(values, 'template'));
  const field = template?.fields.find(({ key, required }) => key === NEXT_UPDATE && required);
  if (!field) return values;
  return field.options.includes(String(every))
    ? { ...values, [MINUTES]: String(every) }
    : { ...values, [MINUTES]: 'other', [OTHER]: String(every) };
}
