import type { MarkdownIt } from 'markdown-it';
import { fillComponent } from '../../api/domain/runbook/placeholder.ts';
import { makeMarkdown } from '../markdown/markdown.ts';

/** A numbered item, or one with a box, at the outermost level of the text. Steps count from 1. */
export type RunbookStep = { step: number; text: string };

/** Who did a step and when, in words. */
type Ticks = ReadonlyMap<number, string>;

type RunbookView = {
  /** Fills `{{component}}`. */
  subject?: { id: string; name: string } | null;
  /** Of a run: each step has a button in the form `form`. Without a form, only who did it is shown. */
  run?: { ticks: Ticks; form: string | null };
};

type Token = ReturnType<MarkdownIt['parse']>[number];
type Env = { run: RunbookView['run']; codes: number };

const markdown = makeMarkdown();
const { escapeHtml } = markdown.utils;
const { rules } = markdown.renderer;

const commandBlock = (token: Token | undefined, env: Env): string => {
  env.codes += 1;
  const id = `command-${env.codes}`;
  const code = escapeHtml((token?.content ?? '').replace(/\n$/, ''));
  return `<div class="command"><pre tabindex="0"><code id="${id}">${code}</code></pre><button type="button" class="btn" data-copy-text="${id}" aria-label="Copy command ${env.codes}" hidden>Copy</button></div>\n`;
};
rules.fence = (tokens, index, _options, env) => commandBlock(tokens[index], env as Env);
rules.code_block = (tokens, index, _options, env) => commandBlock(tokens[index], env as Env);

rules.list_item_open = (tokens, index, options, env, self) => {
  const token = tokens[index] as Token; // the renderer walks the list
  const found = token.meta as RunbookStep | null;
  const { run } = env as Env;
  if (!found || !run) return self.renderToken(tokens, index, options);
  const done = run.ticks.get(found.step);
  const note = done === undefined ? '' : `<small>${escapeHtml(done)}</small>`;
  const label = escapeHtml(`${done === undefined ? 'Mark as done' : 'Done'}: ${found.text}`);
  const button = run.form
    ? `<button class="tick-step" form="${run.form}" name="step" value="${found.step}:${done === undefined ? 'on' : 'off'}" aria-pressed="${done !== undefined}" aria-label="${label}"><span aria-hidden="true">${done === undefined ? '' : '✓'}</span></button>`
    : `<span class="tick-step" aria-hidden="true">${done === undefined ? '' : '✓'}</span>`;
  return `<li id="step-${found.step}" class="step${done === undefined ? '' : ' done'}">${button}${note}`;
};

/** HTML that is safe in the console. The text’s highest heading becomes a heading of the second level. */
export function runbookHtml(body: string, { subject = null, run }: RunbookView = {}): string {
  const tokens = parsed(body, subject);
  return markdown.renderer.render(tokens, markdown.options, { run, codes: 0 } satisfies Env).trim();
}

export const runbookSteps = (body: string): RunbookStep[] =>
  parsed(body, null).flatMap(({ meta }) => (meta ? (meta as RunbookStep) : [])); // set below only

function parsed(body: string, subject: { id: string; name: string } | null): Token[] {
  const tokens = markdown.parse(body, {});
  const levels = tokens.flatMap(({ type, tag }) =>
    type === 'heading_open' ? Number(tag.slice(1)) : [],
  );
  const shift = 2 - Math.min(6, ...levels);
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close')
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + shift)}`;
    fill(token, subject);
    for (const part of token.children ?? []) fill(part, subject);
  }
  markSteps(tokens);
  return tokens;
}

function fill(token: Token, subject: { id: string; name: string } | null): void {
  if (['fence', 'code_block', 'code_inline'].includes(token.type))
    token.content = fillComponent(token.content, subject, true);
  if (token.type === 'text') token.content = fillComponent(token.content, subject, false);
  const href = token.type === 'link_open' ? token.attrGet('href') : null;
  if (href && subject)
    token.attrSet(
      'href',
      `${href}`.replace(/%7B%7B(?:%20)*(component(?:_slug|_id)?)(?:%20)*%7D%7D/gi, (_, key) =>
        encodeURIComponent(fillComponent(`{{${key}}}`, subject, false)),
      ),
    );
}

/** Numbers the items of outermost lists: all of a numbered one, those with a box of another. */
function markSteps(tokens: Token[]): void {
  let step = 0;
  let list = '';
  for (const [index, token] of tokens.entries()) {
    if (/^(?:ordered|bullet)_list_open$/.test(token.type) && token.level === 0) list = token.type;
    if (token.type !== 'list_item_open' || token.level !== 1) continue;
    const inline = tokens.slice(index, index + 3).find(({ type }) => type === 'inline');
    const [first] = inline?.children ?? [];
    const isBox = first?.type === 'text' && /^[☐☑]/.test(first.content);
    if (list !== 'ordered_list_open' && !isBox) continue;
    if (isBox && first) first.content = first.content.replace(/^[☐☑]\s*/, '');
    step += 1;
    token.meta = { step, text: wordsOf(inline) } satisfies RunbookStep;
  }
}

const wordsOf = (inline: Token | undefined): string =>
  (inline?.children ?? [])
    .map(({ content, type }) => (/break$/.test(type) ? ' ' : content))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
