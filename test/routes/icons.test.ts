import { decode } from 'fast-png';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveLogo } from '../../api/actions/page/branding.ts';
import { Upload } from '../../api/actions/page/logo.ts';
import { createApp } from '../../api/app.ts';
import { author, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';
import { png, svg } from '../support/samples/images.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

const get = async (path: string) =>
  createApp(
    async () => page.deps,
    async () => new Response(),
  ).request(`http://localhost:4321${path}`);

test.each(['/favicon.svg', '/favicon.ico'])(
  '%s is the initial of the page’s name',
  async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect(await answer.text()).toMatch(/<text[^>]*>[A-Z]<\/text><\/svg>$/);
  },
);

test('the touch icon is an image of 180 pixels in the page’s colors', async () => {
  const answer = await get('/apple-touch-icon.png');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/png']);
  const { width, height, palette } = decode(new Uint8Array(await answer.arrayBuffer()));
  expect([width, height]).toEqual([180, 180]);
  expect(palette?.at(0)).toEqual([59, 71, 201]);
  expect(palette?.at(-1)).toEqual([255, 255, 255]);
});

test('a square logo is the icon; a wide one is not, and phones get no SVG', async () => {
  const upload = (bytes: Uint8Array<ArrayBuffer>) =>
    saveLogo(page.deps, author, PAGE_ID, { light: Upload.parse(bytes) });
  const wide = await upload(png(90, 30));
  expect(wide?.light).toBeDefined();
  expect((await get('/favicon.ico')).status).toBe(200);
  const square = await upload(png(64, 64));
  for (const path of ['/favicon.ico', '/favicon.svg', '/apple-touch-icon.png'])
    expect((await get(path)).headers.get('location')).toBe(`/logo/${square?.light?.file}`);
  const drawing = await upload(svg('<rect width="40" height="40"/>', 'viewBox="0 0 40 40"'));
  expect((await get('/favicon.svg')).headers.get('location')).toBe(`/logo/${drawing?.light?.file}`);
  expect((await get('/apple-touch-icon.png')).status).toBe(200);
});
