import { html } from 'hono/html';
import { inert } from '../frame.ts';

/** A text that people wrote, with its line breaks. */
export const inertLines = (text: string) =>
  inert(text)
    .split('\n')
    .map((line, i) => (i === 0 ? html`${line}` : html`<br>${line}`));
