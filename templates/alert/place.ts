import { Liquid, type Template } from 'liquidjs';
import { CountedCapture, limited } from '../limits.ts';
import { templateErrorOf } from '../template-error.ts';

/** For mappings of alerts: as the engine of messages, without its filters, and with tighter limits. */
const engine = new Liquid({
  templates: {},
  ownPropertyOnly: true,
  strictFilters: true,
  parseLimit: 2000,
  memoryLimit: 100_000,
});
for (const tag of ['include', 'render', 'layout', 'block']) delete engine.tags[tag];
engine.registerTag('capture', CountedCapture);
const known = { filters: Object.keys(engine.filters), tags: Object.keys(engine.tags) };

const MAX_LENGTH = 2000;
/** Of all alerts of one delivery: a thousand with four short templates have 20,000. */
const MAX_STEPS = 50_000;
/** Of a text in a body. Comparing longer ones in a loop takes seconds. */
const MAX_TEXT = 4000;

/**
 * Renders the templates of one delivery. Each is parsed once, and all alerts together have a limited
 * number of steps, since nothing else runs meanwhile. Throws `TemplateError`.
 */
export function placeRenderer(): (template: string, body: unknown) => string {
  const budget = { steps: MAX_STEPS };
  const parsed = new Map<string, Template[]>();
  return (template, body) => {
    try {
      const parts = parsed.get(template) ?? engine.parse(template);
      parsed.set(template, parts);
      const fields = typeof body === 'object' && body !== null ? shortened(body) : {};
      const text: string = engine.renderSync(parts, limited(engine, fields, budget));
      return text.slice(0, MAX_LENGTH).trim();
    } catch (error) {
      throw templateErrorOf(error, known);
    }
  };
}

/** Text from one template and the fields of an alert. Throws `TemplateError`. */
export const renderPlace = (template: string, body: unknown): string =>
  placeRenderer()(template, body);

/** The same with its texts cut. Bodies are at most 32 levels deep. */
function shortened<T>(value: T): T;
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => shortened(one));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortened(one)]));
}
