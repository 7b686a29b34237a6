import { afterEach, expect, test } from 'vitest';
import { namedSender } from '../../api/domain/delivery/sender-name.ts';
import { locales } from '../../api/domain/text/locale.ts';
import { mail } from '../../db/schema/index.ts';
import { confirmMail } from '../../templates/email/confirm.ts';
import { updateMail } from '../../templates/email/update.ts';
import { subjectOf } from '../../templates/email/update-subject.ts';
import { hostile } from '../support/hostile/hostile.ts';
import { addSubscribers, BASE_URL, makeWorld, publish, type World } from '../support/mail/mail.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function onlyMail() {
  world = await makeWorld();
  await addSubscribers(world, 1);
  const incidentId = await publish(world);
  await world.poll();
  const [sent] = await world.db.select().from(mail);
  if (!sent) throw new Error('no mail was sent');
  return { sent, incidentId, pageId: world.pageId };
}

const draft = (changes: object = {}) => ({
  page: { name: 'Acme', url: `${BASE_URL}/` },
  zone: 'Etc/UTC',
  incident: {
    name: 'Payments fail',
    url: `${BASE_URL}/incidents/x`,
    scheduledFor: null,
    scheduledUntil: null,
  },
  state: 'investigating' as const,
  body: 'Some cards are declined.',
  at: Date.UTC(2026, 10, 20, 14),
  nextUpdateBy: Date.UTC(2026, 10, 20, 14, 50),
  components: [{ name: 'Card payments', status: 'partial_outage' as const }],
  ...changes,
});

test('an email names component and state, the promise, and where to read on', async () => {
  const { sent, incidentId } = await onlyMail();
  expect(sent.subject).toBe('[Investigating] Card payments: Payments fail');
  for (const part of [sent.text, sent.html]) {
    expect(part).toContain('Next update by 14:50 UTC');
    expect(part).toContain('Some cards are declined.');
    expect(part).toContain(`${BASE_URL}/incidents/${incidentId}`);
    expect(part).toContain('Partial outage');
    expect(part).toMatch(new RegExp(`${BASE_URL}/subscriptions/[a-z0-9]{12}\\.[\\w-]{22}`));
    expect(part).toMatch(new RegExp(`${BASE_URL}/u/[a-z0-9]{12}\\.[\\w-]{22}`));
  }
});

test('an email has one-click unsubscribe, list headers, and its incident’s thread', async () => {
  const { sent, incidentId, pageId } = await onlyMail();
  expect(Object.keys(sent.headers).sort()).toEqual([
    'Auto-Submitted',
    'In-Reply-To',
    'List-Id',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
    'References',
    'Thread-Index',
    'Thread-Topic',
  ]);
  expect(sent.headers['List-Unsubscribe']).toMatch(
    /^<https:\/\/status\.acme\.example\/u\/[\w.-]+>$/,
  );
  expect(sent.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
  expect(sent.headers['List-Id']).toBe(`<${pageId}.status.acme.example>`);
  expect(sent.headers.References).toBe(`<incident-${incidentId}@status.acme.example>`);
  expect(sent.from).toBe('Acme <status@acme.example>');
});

/** An inline tag between two letters, other than an isolate: spam filters take it for a hidden word. */
function touching(html: string): string[] {
  const body = /<body>([\s\S]*)<\/body>/.exec(html)?.[1] ?? '';
  const blocks = /<\/?(?:p|h1|h2|li|ul|div|main|footer|br|blockquote)\b[^>]*>/g;
  const confirmation = '[^\\s\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e\u2068\u2069]';
  const touch = new RegExp(`${confirmation}(?:<[^>]*>)+${confirmation}`, 'g');
  return body.replaceAll(blocks, ' ').match(touch) ?? [];
}

test.for(locales)('no tag is within a word in emails in %s', async (locale) => {
  const window = (day: number) => ({
    from: Date.UTC(2026, 10, day, 9),
    until: Date.UTC(2026, 10, day, 10),
    zone: 'Etc/UTC',
  });
  const event = { what: 'rescheduled', was: window(22), window: window(23) } as const;
  const earlier = { state: 'scheduled', body: '', at: Date.UTC(2026, 10, 20), event } as const;
  const update = await updateMail(
    draft({ locale, written: locale === 'en' ? 'de' : 'en', event, earlier: [earlier] }),
  );
  const asked = { locale, page: draft().page, link: `${BASE_URL}/c` };
  const confirm = await confirmMail(asked);
  expect([touching(update.html), touching(confirm.html)]).toEqual([[], []]);
  expect(update.html).toContain('<bdi');
  expect(update.html.match(/<strong>/g)?.length).toBeGreaterThanOrEqual(2);
});

test('a promise on another day names the day', async () => {
  const { text } = await updateMail(draft({ nextUpdateBy: Date.UTC(2026, 10, 21, 9, 30) }));
  expect(text).toContain('Next update by Nov 21, 2026, 09:30 UTC');
});

test('a subject stays short, however many components are affected', () => {
  const components = ['A', 'B', 'C', 'D'].map((name) => ({ name, status: 'operational' as const }));
  expect(subjectOf(draft({ components }))).toBe('[Investigating] A and 3 more: Payments fail');
  const long = draft({ incident: { ...draft().incident, name: 'x'.repeat(255) } });
  expect(subjectOf(long).length).toBeLessThanOrEqual(180);
});

test('a subject does not repeat a component that the title names, in any language', () => {
  const subject = (name: string, ...components: string[]) =>
    subjectOf(
      draft({
        state: 'resolved',
        incident: { ...draft().incident, name },
        components: components.map((one) => ({ name: one, status: 'operational' as const })),
      }),
    ).replace('[Resolved] ', '');
  for (const [name, ...components] of [
    ['Developer dashboard: intermittent timeouts', 'Developer dashboard'],
    ['Slow responses of the developer dashboard', 'Developer dashboard'],
    ['決済が失敗しています', '決済'],
    ['Search: slow responses', 'Checkout', 'Search'],
    ['Checkout and more are slow', 'Checkout', 'Search', 'Cards'],
  ] as const)
    expect(subject(name, ...components)).toBe(name);
  expect(subject('Apiary is slow', 'API')).toBe('API: Apiary is slow');
  expect(subject('Rapid growth of errors', 'API')).toBe('API: Rapid growth of errors');
  expect(subject('Payments fail', 'Checkout', 'Search')).toBe('Checkout and Search: Payments fail');
});

test('the sender has the page’s name, unless the operator chose another', async () => {
  const from = (text: string) => namedSender(text, 'Larkspur status');
  expect(from('status@acme.example')).toBe('Larkspur status <status@acme.example>');
  expect(from('Status <status@acme.example>')).toBe('Larkspur status <status@acme.example>');
  expect(from('Acme, Inc. <status@acme.example>')).toBe('Acme, Inc. <status@acme.example>');
  expect(namedSender('a@acme.example', 'A, "B" status')).toBe(
    '"A, \\"B\\" status" <a@acme.example>',
  );
  const page = { name: 'Larkspur\r\nBcc: x@y.example', url: `${BASE_URL}/` };
  const { senderName } = await confirmMail({ locale: 'de', page, link: `${BASE_URL}/c` });
  expect(senderName).toBe('Larkspur Bcc: x@y.example – Status');
});

test('an email begins with the page’s logo, or its initial and name, and shows the state in its color', async () => {
  const file = (name: string) => ({ file: `${'a'.repeat(32)}.${name}`, width: 64, height: 64 });
  const logo = { light: file('png'), dark: file('webp'), alt: 'Acme & Co', alone: true };
  const page = { ...draft().page, logo };
  const drawn = async (changes: object) => (await updateMail(draft(changes))).html;
  const withLogo = await drawn({ page });
  expect(withLogo).toContain(`<img src="${BASE_URL}/logo/${logo.light.file}" alt="Acme &amp; Co"`);
  expect(withLogo).toContain(`srcset="${BASE_URL}/logo/${logo.dark.file}"`);
  expect(withLogo).not.toContain('class="mark"');
  const svg = await drawn({ page: { ...page, logo: { ...logo, light: file('svg') } } });
  for (const html of [svg, await drawn({})]) {
    expect(html).not.toContain('<img');
    expect(html).toMatch(/<span class="mark"[^>]*>A<\/span> <b>Acme status<\/b>/);
  }
  const maintenance = { incident: { ...draft().incident, kind: 'maintenance' } };
  for (const [changes, tone, act] of [
    [{}, 'partial_outage', 'View incident'],
    [{ components: [] }, 'degraded_performance', 'View incident'],
    [{ state: 'resolved' }, 'operational', 'View incident'],
    [{ ...maintenance, state: 'scheduled' }, 'under_maintenance', 'View maintenance'],
  ] as const) {
    const { html, text } = await updateMail(draft(changes));
    expect(html).toContain(`<p class="state ${tone}">`);
    expect(html).toContain(`.state.${tone}{background:`);
    for (const part of [html, text]) expect(part).toContain(act);
  }
});

test.for(hostile)('a hostile title adds no header: %j', (text) => {
  const subject = subjectOf(
    draft({
      incident: { ...draft().incident, name: text },
      components: [{ name: text, status: 'operational' }],
    }),
  );
  expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(subject.startsWith('[Investigating]')).toBe(true);
});

test.for(hostile)(
  'hostile text is inert in HTML and the same in the text part: %j',
  async (text) => {
    const mail = await updateMail(
      draft({
        body: text,
        page: { name: text, url: `${BASE_URL}/` },
        incident: { ...draft().incident, name: text },
      }),
    );
    const plain = await updateMail(draft());
    const tags = (html: string) =>
      new Set([...html.matchAll(/<\/?([a-z][a-z0-9-]*)/gi)].map((m) => m[1]?.toLowerCase()));
    const allowed = new Set([
      ...tags(plain.html),
      'blockquote',
      'code',
      'pre',
      'em',
      'strong',
      'br',
      'h2',
      'h3',
      'ol',
      'ul',
      'li',
      'hr',
      's',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
    ]);
    for (const tag of tags(mail.html)) expect(allowed).toContain(tag);
    for (const [, attributes = ''] of mail.html.matchAll(
      /<[a-z][a-z0-9-]*((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/gi,
    )) {
      expect(attributes).not.toMatch(/(^|\s)on\w+=|srcdoc=|\sstyle=/i);
      expect(attributes).not.toMatch(/(href|src)="\s*(javascript|data|vbscript):/i);
    }
    expect(mail.text).toContain(text.toWellFormed());
  },
);

test('an email with a logo has enough HTML that filters don’t treat it as an image with few words', async () => {
  const name = 'b'.repeat(32);
  const logo = {
    light: { file: `${name}.png`, width: 64, height: 64 },
    dark: null,
    alt: '',
    alone: false,
  };
  const page = { name: 'A', url: 'https://a.example/', logo };
  const short = { page, body: 'Ok.', components: [], nextUpdateBy: null, state: 'resolved' };
  for (const locale of locales) {
    const confirm = await confirmMail({ locale, page, link: 'https://a.example/confirm/b' });
    const update = await updateMail(draft({ ...short, locale }));
    for (const { html } of [confirm, update]) expect(html.length).toBeGreaterThan(3200);
  }
});

test('an email has the styles of its parts and no others', async () => {
  const rules = ['blockquote{', 'ul.components{', '.promise{', 'h2{'];
  const full = await updateMail(
    draft({
      body: '> We restarted the database.',
      components: [{ name: 'API', status: 'major_outage' }],
      nextUpdateBy: Date.UTC(2026, 6, 1, 9, 30),
      earlier: [{ ...draft(), body: 'We are looking.' }],
    }),
  );
  for (const rule of rules) expect(full.html).toContain(rule);
  const short = await updateMail(draft({ body: 'Ok.', components: [], nextUpdateBy: null }));
  for (const rule of rules) expect(short.html).not.toContain(rule);
});

test('the placeholder of a personal link, typed by a user, is not replaced', async () => {
  const mail = await updateMail(draft({ body: 'before \uE000manage\uE001 after' }));
  expect(mail.text).toContain('before manage after');
});

test('links without a host point to the page in the language of the email, in both parts', async () => {
  const body = '**重要です。**See [the history](/history) and [above](#top).';
  const incident = { ...draft().incident, url: `${BASE_URL}/de/incidents/x` };
  const { html, text } = await updateMail(
    draft({ locale: 'de', written: 'en', prefix: '/de', incident, body }),
  );
  expect(html).toContain('<strong>重要です。</strong>');
  expect(text).toContain(`重要です。See the history <${BASE_URL}/de/history>`);
  for (const part of [html, text]) {
    expect(part).toContain(`${BASE_URL}/de/history`);
    expect(part).toContain(`${BASE_URL}/de/incidents/x#top`);
  }
});
