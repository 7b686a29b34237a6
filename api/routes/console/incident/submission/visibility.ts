import type { ComponentStatus } from '../../../../domain/component/status.ts';
import type { Audience } from '../../../../domain/incident/incident.ts';
import { readers } from '../../../../domain/page/scope.ts';
import { audienceChosen } from '../../../../domain/page/visibility.ts';
import { text, type Values } from '../../../../http/form.ts';

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
