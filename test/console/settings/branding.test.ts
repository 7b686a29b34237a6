import { afterEach, beforeEach, expect, test } from 'vitest';
import { logoFile } from '../../../db/schema/index.ts';
import { png, svg } from '../../support/samples/images.ts';
import { type ConsoleWorld, drawn, makeConsole } from '../../support/world/console.ts';
import { rows } from '../../support/world/dump.ts';

let world: ConsoleWorld;
let owner: Awaited<ReturnType<ConsoleWorld['as']>>;
beforeEach(async () => {
  world = await makeConsole();
  owner = await world.as('owner');
});
afterEach(() => world.close());

const form = {
  accent: '#aa3300',
  logoUrl: 'https://example.com/logo.svg',
  footer: '© Northwind · [Terms](https://example.com/terms)',
  'links.0.label': '',
  'links.0.url': '',
  'links.1.label': 'Help centre',
  'links.1.url': 'https://example.com/help',
  light: '--bg: #fdfdfb;',
  dark: '',
  expectedRevision: '1',
};

test('branding is saved, empty rows are dropped, and readers see it at once', async () => {
  expect((await owner.post('/admin/settings/appearance', form)).status).toBe(303);
  expect((await world.deps.snapshots.current())?.page).toMatchObject({
    accent: '#aa3300',
    logoUrl: 'https://example.com/logo.svg',
    links: [{ label: 'Help centre', url: 'https://example.com/help' }],
    theme: { light: { '--bg': '#fdfdfb' }, dark: {} },
  });
});

test('each error is shown at its field, and the input is kept', async () => {
  const refused = await owner.post('/admin/settings/appearance', {
    ...form,
    accent: 'red;}',
    logoUrl: 'http://example.com/logo.svg',
    'links.1.url': 'javascript:alert(1)',
    light: '--bg: #fdfdfb;\nbody { display: none }',
    dark: '--ink: #222222',
  });
  expect(refused.status).toBe(422);
  const back = (await drawn(refused)).form;
  expect(Object.keys(back?.fields ?? {}).sort()).toEqual([
    'accent',
    'dark',
    'light',
    'links.0.url',
    'logoUrl',
  ]);
  expect(back?.fields.light).toContain('Line 2');
  expect(back?.values.light).toContain('body { display: none }');
});

test('a stale form does not silently overwrite somebody else’s changes', async () => {
  await owner.post('/admin/settings/appearance', form);
  const late = await owner.post('/admin/settings/appearance', { ...form, accent: '' });
  expect(late.status).toBe(409);
  expect((await world.deps.snapshots.current())?.page.accent).toBe('#aa3300');
});

type Files = Record<string, [name: string, bytes: Uint8Array<ArrayBuffer>]>;
const APPEARANCE = '/admin/settings/appearance';

function sent(files: Files, typed: Record<string, string> = {}) {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...form, logoUrl: '', ...typed }))
    data.set(name, value);
  // As a browser does with an input that was left alone.
  for (const name of ['logo', 'logoDark', 'icon']) data.set(name, new File([], ''));
  for (const [field, [name, bytes]] of Object.entries(files))
    data.set(field, new File([bytes], name));
  return owner.send(APPEARANCE, data);
}
const logoNow = async () => (await world.deps.snapshots.current())?.page.logo;
const revision = async () => {
  const [row] = await rows(world.deps.db, 'select revision from page');
  return { expectedRevision: String(row?.revision) };
};
const stored = async () =>
  (await world.deps.db.select({ file: logoFile.file }).from(logoFile)).map(({ file }) => file);

test('logos for light and dark screens are uploaded, served at their own addresses, and removed', async () => {
  const [light, dark] = [png(90, 30), svg('<path d="M0 0h9"/>')];
  const answer = await sent(
    { logo: ['Logo (final).png', light], logoDark: ['dark.svg', dark] },
    { logoAlt: 'Northwind', logoAlone: 'on' },
  );
  expect(answer.status).toBe(303);
  const logo = await logoNow();
  expect(logo).toEqual({
    light: { file: expect.stringMatching(/^[0-9a-f]{32}\.png$/), width: 90, height: 30 },
    dark: { file: expect.stringMatching(/^[0-9a-f]{32}\.svg$/), width: 120, height: 40 },
    alt: 'Northwind',
    alone: true,
  });
  for (const [file, type, bytes] of [
    [logo?.light?.file, 'image/png', light],
    [logo?.dark?.file, 'image/svg+xml', dark],
  ] as const) {
    const read = await world.request(`/logo/${file}`);
    expect([read.status, read.headers.get('content-type')]).toEqual([200, type]);
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes);
  }
  const [audit] = await rows(
    world.deps.db,
    "select before, after from audit where subject = 'look'",
  );
  expect(JSON.parse(String(audit?.after))).toMatchObject({ logo, accent: '#aa3300' });
  expect(String(audit?.after).length).toBeLessThan(1000);

  expect((await sent({}, { ...(await revision()), logoDarkGone: 'on' })).status).toBe(303);
  expect(await logoNow()).toEqual({ light: logo?.light, dark: null, alt: null, alone: false });
  expect((await sent({}, { ...(await revision()), logoGone: 'on' })).status).toBe(303);
  expect(await logoNow()).toBeNull();
});

test('a custom icon is uploaded, shown in tabs, and removed without the logo', async () => {
  const bytes = png(64, 64);
  await sent({ logo: ['logo.png', png(90, 30)], icon: ['icon.png', bytes] });
  const logo = await logoNow();
  expect(logo?.icon).toMatchObject({ width: 64, height: 64 });
  for (const path of ['/favicon.ico', '/favicon.svg', '/apple-touch-icon.png'])
    expect((await world.request(path)).headers.get('location')).toBe(`/logo/${logo?.icon?.file}`);
  const read = await world.request(`/logo/${logo?.icon?.file}`);
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(bytes);
  await sent({}, { ...(await revision()), logoAlt: 'Northwind' });
  expect((await logoNow())?.icon, 'other changes leave it').toEqual(logo?.icon);
  await sent({}, { ...(await revision()), iconGone: 'on' });
  expect(await logoNow()).toEqual({ light: logo?.light, dark: null, alt: null, alone: false });
  expect((await world.request('/favicon.ico')).status).toBe(200);
});

test.each([
  [
    'a page with another ending',
    { logo: ['logo.png', new TextEncoder().encode('<html>')] },
    'logo',
    'isn’t a PNG',
  ],
  ['nothing in it', { logo: ['logo.png', new Uint8Array()] }, 'logo', 'empty'],
  ['a photo', { logo: ['photo.jpg', new Uint8Array(3_000_000)] }, 'logo', '2930 KB'],
  ['a script', { logoDark: ['x.svg', svg('<script/>')] }, 'logoDark', 'a script'],
  ['no square', { icon: ['wide.png', png(90, 30)] }, 'icon', '90 × 30 px. An icon must be square'],
  ['text for an icon', { icon: ['i.ico', new TextEncoder().encode('GIF')] }, 'icon', 'isn’t a PNG'],
  ['no logo beside it', { logoDark: ['x.svg', svg('<path/>')] }, 'logoDark', 'Choose a logo too'],
] as [string, Files, string, string][])(
  'a file with %s is refused at its field, and no input is lost',
  async (_, files, field, why) => {
    const refused = await sent(files, { footer: 'Typed with care' });
    expect(refused.status).toBe(422);
    const back = (await drawn(refused)).form;
    expect(back?.fields).toEqual({ [field]: expect.stringContaining(why) });
    expect(back?.values).toMatchObject({ footer: 'Typed with care', accent: '#aa3300' });
    expect(await stored()).toEqual([]);
  },
);

test('a valid file beside an invalid field is not saved, and the form asks to choose it again', async () => {
  const refused = await sent({ logo: ['../../etc/logo.svg.exe', png(9, 9)] }, { accent: 'red' });
  expect(refused.status).toBe(422);
  const back = (await drawn(refused)).form;
  expect(Object.keys(back?.fields ?? {})).toEqual(['accent']);
  expect(back?.values.logo).toBe('../../etc/logo.svg.exe');
  expect([await stored(), await logoNow()]).toEqual([[], null]);
});

test('uploads over 8 MB are not read', async () => {
  const refused = await sent({ logo: ['film.gif', new Uint8Array(9_000_000)] });
  expect(refused.status).toBe(413);
});

test('a replaced logo stays for pages being loaded, and is deleted with the next one', async () => {
  const files: string[] = [];
  for (const width of [10, 20, 30]) {
    await sent({ logo: ['logo.png', png(width, 10)] }, await revision());
    files.push((await logoNow())?.light?.file ?? '');
  }
  expect((await stored()).sort()).toEqual(files.slice(1).sort());
  await sent({ logo: ['again.png', png(20, 10)] }, await revision());
  expect((await logoNow())?.light?.file).toBe(files[1]);
});

test('the second of two editors gets an error, and none of their files is kept', async () => {
  await sent({ logo: ['logo.png', png(10, 10)] });
  const before = await stored();
  const late = await sent({ logo: ['other.png', png(20, 10)] });
  expect(late.status).toBe(409);
  expect((await drawn(late)).form?.values.logo).toBe('other.png');
  expect(await stored()).toEqual(before);
});

test('changing texts only changes no file', async () => {
  await sent({ logo: ['logo.png', png(10, 10)] });
  const before = await logoNow();
  await sent({}, { ...(await revision()), logoAlt: 'Northwind' });
  expect(await logoNow()).toEqual({ ...before, alt: 'Northwind' });
});

test.each([
  ['#A30', '#aa3300'],
  ['aa3300', '#aa3300'],
  [' #AA3300 ', '#aa3300'],
  ['', null],
])('a color is accepted as people write it: “%s”', async (accent, stored) => {
  expect((await owner.post('/admin/settings/appearance', { ...form, accent })).status).toBe(303);
  expect((await world.deps.snapshots.current())?.page.accent).toBe(stored);
});

test.each(['red', '#12', '#12345', '#1234567', 'rgb(1,2,3)', '#ggg', '#aa33001'])(
  'an unreadable color is refused with an explanation, and no input is lost: %s',
  async (accent) => {
    const refused = await owner.post('/admin/settings/appearance', { ...form, accent });
    expect(refused.status).toBe(422);
    const back = (await drawn(refused)).form;
    expect(back?.fields).toEqual({ accent: 'Enter a color code such as #3b47c9.' });
    expect(back?.values).toMatchObject({ accent, footer: form.footer, light: form.light });
  },
);

test('a preview redraws the form with the input, and stores nothing', async () => {
  const shown = await owner.post('/admin/settings/appearance', { ...form, do: 'preview' });
  expect(shown.status).toBe(200);
  expect((await drawn(shown)).form?.values).toMatchObject({ accent: '#aa3300' });
  expect((await world.deps.snapshots.current())?.page.accent).toBeNull();
  const wrong = await owner.post('/admin/settings/appearance', {
    ...form,
    accent: 'red',
    do: 'preview',
  });
  expect(wrong.status).toBe(422);
});
