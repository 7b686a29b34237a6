import { z } from 'zod';
import type { IncidentRecord } from '../../../../../db/incident/timeline.ts';
import { IncidentPatch, NewIncident } from '../../../../actions/incident/input.ts';
import type { IncidentEdit, Opening } from '../../../../actions/publication/publication.ts';
import { Impact } from '../../../../domain/component/impact.ts';
import type { ComponentStatus } from '../../../../domain/component/status.ts';
import type { Audience } from '../../../../domain/incident/incident.ts';
import { readers } from '../../../../domain/page/scope.ts';
import { audienceChosen } from '../../../../domain/page/visibility.ts';
import { errorsInInternalPart } from '../../../../domain/room/internal-update.ts';
import { Opened, orNull, parse, text, type Values } from '../../../../http/form.ts';
import type { FormContext } from './submission.ts';
import { assertPublishable, published, readUpdate, remainingComponents } from './update-form.ts';

/** A new incident, as the form says at the given time. */
export async function readOpening(ctx: FormContext, values: Values): Promise<Opening> {
  const typed = await readUpdate(ctx, values);
  assertPublishable(ctx, values, typed, errorInTitle(values));
  const chosen = z.object({ impactOverride: orNull(Impact), severity: orNull(z.string()) });
  const audience = visibilityIn(values);
  const input = parse(NewIncident, {
    ...withoutStatuses(audience, published(ctx, values, typed)),
    audience,
    ...parse(chosen, values),
    name: values.name,
  });
  return { what: 'opening', input };
}

export async function readNextUpdate(
  ctx: FormContext,
  values: Values,
  record: IncidentRecord,
): Promise<IncidentEdit> {
  const typed = await readUpdate(ctx, values);
  assertPublishable(ctx, values, typed, errorsInInternalPart(values));
  const audience = visibilityIn(values, record);
  const remaining = remainingComponents(values, record);
  const patch = parse(IncidentPatch.extend({ expectedRevision: Opened }), {
    ...(audience === readers ? { audience, componentIds: remaining } : {}),
    ...withoutStatuses(audience, published(ctx, values, typed), remaining ?? record.componentIds),
    expectedRevision: values.expectedRevision,
  });
  return { what: 'change', id: record.id, patch };
}

function errorInTitle(values: Values): Record<string, string> {
  const { error } = NewIncident.shape.name.safeParse(values.name);
  return error ? { name: error.issues[0]?.message ?? '' } : {};
}

/** Whom the incident of the form is for, once the form is published. */
export const visibilityIn = (
  values: Values,
  record?: { audience: Audience; drill: boolean },
): Audience =>
  record?.drill ? record.audience : audienceChosen(text(values, 'visibility'), record?.audience);

/** Statuses are public, so the components of other incidents are named without one. */
export function withoutStatuses<Content extends { components: Record<string, ComponentStatus> }>(
  audience: Audience,
  content: Content,
  attached: readonly string[] = [],
): Content & { componentIds?: string[] } {
  if (audience === readers) return content;
  const componentIds = [...new Set([...attached, ...Object.keys(content.components)])];
  return { ...content, components: {}, componentIds };
}
