import { joinNames } from '../text/sentence.ts';
import type { MessageTemplate } from './template.ts';

type Scope = Pick<MessageTemplate, 'componentIds' | 'severities'>;

/** What is known when a template is chosen; groups with the ids of their members. */
export type Situation = {
  componentIds: readonly string[];
  severity: string | null;
  groupOf: ReadonlyMap<string, string | null>;
};

/** How well a template fits one aspect: made for it, for all, unknown, for another. */
const FITS = 4;
const FITS_GROUP = 3;
const FOR_ALL = 1;
const UNKNOWN = 0;
const FOR_ANOTHER = -8;

/**
 * Best match first; equal ones keep the page's order. Components weigh more than severities: their
 * templates name what is down.
 */
export function byFit<T extends Scope>(templates: readonly T[], situation: Situation): T[] {
  return [...templates]
    .map((template, i) => ({ template, i, fit: fitOf(template, situation) }))
    .sort((a, b) => b.fit - a.fit || a.i - b.i)
    .map(({ template }) => template);
}

/** Positive for this situation, negative for another one. */
export const fitOf = (template: Scope, situation: Situation): number =>
  2 * componentFit(template, situation) + severityFit(template, situation) - 3 * FOR_ALL;

function componentFit({ componentIds: wanted }: Scope, { componentIds, groupOf }: Situation) {
  if (wanted.length === 0) return FOR_ALL;
  if (componentIds.length === 0) return UNKNOWN;
  if (componentIds.some((id) => wanted.includes(id))) return FITS;
  const inGroup = componentIds.some((id) => wanted.includes(groupOf.get(id) ?? ''));
  return inGroup ? FITS_GROUP : FOR_ANOTHER;
}

function severityFit({ severities }: Scope, { severity }: Situation) {
  if (severities.length === 0) return FOR_ALL;
  if (severity === null) return UNKNOWN;
  return severities.includes(severity) ? FITS : FOR_ANOTHER;
}

/** `Payments, SEV1 and SEV2`; empty for a general template. Archived components have no name. */
export function describeScope(template: Scope, nameOf: ReadonlyMap<string, string>): string {
  const components = template.componentIds.flatMap((id) => nameOf.get(id) ?? []);
  return [joinNames(components), joinNames(template.severities)].filter(Boolean).join(', ');
}
