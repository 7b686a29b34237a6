import { Liquid } from 'liquidjs';
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

/** Text from a template and the fields of an alert. Throws `TemplateError`. */
export function renderPlace(template: string, body: unknown): string {
  try {
    const fields = typeof body === 'object' && body !== null ? body : {};
    const text: string = engine.renderSync(engine.parse(template), limited(engine, fields));
    return text.slice(0, MAX_LENGTH).trim();
  } catch (error) {
    throw templateErrorOf(error, known);
  }
}
