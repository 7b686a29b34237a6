import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ConsoleWorld, drawn, makeConsole } from '../support/console.ts';

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

test('a look is saved, empty rows are left out, and readers have it at once', async () => {
  expect((await owner.post('/admin/settings/look', form)).status).toBe(303);
  expect((await world.deps.snapshots.current())?.page).toMatchObject({
    accent: '#aa3300',
    logoUrl: 'https://example.com/logo.svg',
    links: [{ label: 'Help centre', url: 'https://example.com/help' }],
    theme: { light: { '--bg': '#fdfdfb' }, dark: {} },
  });
});

test('each wrong place is named where it stands, and what was typed comes back', async () => {
  const refused = await owner.post('/admin/settings/look', {
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

test('a form opened before somebody else saved is not put over it unseen', async () => {
  await owner.post('/admin/settings/look', form);
  const late = await owner.post('/admin/settings/look', { ...form, accent: '' });
  expect(late.status).toBe(409);
  expect((await world.deps.snapshots.current())?.page.accent).toBe('#aa3300');
});
