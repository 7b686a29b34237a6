type Fields = Record<string, string>;
type Files = Record<string, File>;
type Button = { name: string; value: string };
export type Visited = { url: string; status: number; type: string; html: string };

/**
 * A browser without JavaScript over plain HTTP: keeps cookies, follows redirects, and submits a form
 * as rendered, with the given values.
 */
export class Visitor {
  readonly #origin: string;
  readonly #headers: Record<string, string>;
  /** The origin of the requests. */
  readonly #server: string;
  readonly #cookies = new Map<string, string>();

  /** Requests go to `server` instead of `origin`, as through a proxy; fetch sets `Host`. */
  constructor(origin: string, { server = origin, headers = {} } = {}) {
    this.#origin = origin;
    this.#server = server;
    this.#headers =
      server === origin ? headers : { 'x-forwarded-host': new URL(origin).host, ...headers };
  }

  async get(address: string): Promise<Visited> {
    return this.#follow(await this.#ask(address, {}));
  }

  /** Fills the form that has all the given fields and submits it with `button`. */
  async submit(page: Visited, typed: Fields, button?: Button, files?: Files) {
    return this.#follow(await this.click(page, typed, button, files));
  }

  /** Submits the form and returns its response without following redirects. */
  click(page: Visited, typed: Fields, button?: Button, files?: Files): Promise<Response> {
    const form = formIn(page, [...Object.keys(typed), ...Object.keys(files ?? {})]);
    const body = files ? new FormData() : new URLSearchParams();
    for (const [name, value] of Object.entries({ ...form.fields, ...typed })) body.set(name, value);
    for (const [name, file] of Object.entries(files ?? {}))
      if (body instanceof FormData) body.set(name, file);
    if (button) body.set(button.name, button.value);
    return this.#ask(form.action, { method: 'POST', body, headers: { origin: this.#origin } });
  }

  async #follow(answer: Response): Promise<Visited> {
    const next = answer.headers.get('location');
    if (next) return this.get(new URL(next, answer.url).href);
    const type = answer.headers.get('content-type') ?? '';
    return { url: answer.url, status: answer.status, type, html: await answer.text() };
  }

  async #ask(address: string, init: RequestInit): Promise<Response> {
    const url = new URL(address, this.#server);
    const headers = new Headers({ ...this.#headers, ...init.headers });
    headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    return answer;
  }
}

/** The visible text of a page. */
export const wordsOf = (page: Visited): string =>
  decode(mainOf(page).replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

const mainOf = ({ html }: Visited): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;

/** The address of the link with this text. */
export function linkIn(page: Visited, words: string): string {
  for (const [, attributes = '', text = ''] of page.html.matchAll(/<a\b([^>]*)>([\s\S]*?)<\/a>/g))
    if (decode(text.replace(/<[^>]+>/g, ' ')).includes(words))
      return new URL(attributeOf(attributes, 'href') ?? '', page.url).href;
  throw new Error(`No link “${words}” on ${page.url}:\n${wordsOf(page)}`);
}

function formIn(page: Visited, needed: string[]): { action: string; fields: Fields } {
  for (const [, attributes = '', content = ''] of mainOf(page).matchAll(
    /<form\b([^>]*)>([\s\S]*?)<\/form>/g,
  )) {
    const fields = fieldsIn(content);
    const isPost = /method="?post/i.test(attributes);
    if (isPost && needed.every((name) => name in fields || content.includes(`name="${name}"`)))
      return { action: attributeOf(attributes, 'action') ?? page.url, fields };
  }
  throw new Error(`No form with ${needed} on ${page.url} (${page.status}):\n${wordsOf(page)}`);
}

function fieldsIn(content: string): Fields {
  const fields: Fields = {};
  for (const [, attributes = ''] of content.matchAll(/<input\b([^>]*)>/g)) {
    const name = attributeOf(attributes, 'name');
    const type = attributeOf(attributes, 'type') ?? 'text';
    const isChoice = type === 'checkbox' || type === 'radio';
    if (name && type !== 'submit' && (!isChoice || /\bchecked\b/.test(attributes)))
      fields[name] = attributeOf(attributes, 'value') ?? (isChoice ? 'on' : '');
  }
  for (const [, attributes = '', text = ''] of content.matchAll(
    /<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/g,
  ))
    fields[attributeOf(attributes, 'name') ?? ''] = decode(text);
  for (const [, attributes = '', options = ''] of content.matchAll(
    /<select\b([^>]*)>([\s\S]*?)<\/select>/g,
  )) {
    const all = [...options.matchAll(/<option\b([^>]*)>/g)].map(([, of = '']) => of);
    const chosen = all.find((of) => /\bselected\b/.test(of)) ?? all[0] ?? '';
    fields[attributeOf(attributes, 'name') ?? ''] = attributeOf(chosen, 'value') ?? '';
  }
  return fields;
}

function attributeOf(attributes: string, name: string): string | null {
  const found = new RegExp(`\\s${name}(?:="([^"]*)"|(?=\\s|$))`).exec(attributes);
  return found && decode(found[1] ?? '');
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const decode = (text: string): string =>
  text
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) =>
      String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)),
    )
    .replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => named[name] ?? '');
