import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { png, svg } from '../support/samples/images.ts';
import { eventually } from '../support/world/eventually.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

describe('The page’s logo', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await startSubject();
  });
  afterAll(() => subject.stop());

  async function ask(method: string, path = '', body: Uint8Array<ArrayBuffer> | null = null) {
    if (!subject.ownerToken) throw new Error('This suite needs SUBJECT_OWNER too.');
    const answer = await fetch(`${subject.url}/v1/pages/${subject.pageId}/logo${path}`, {
      method,
      headers: { authorization: `OAuth ${subject.ownerToken}` },
      body,
    });
    return { status: answer.status, json: await answer.json() };
  }
  const read = (url: string, headers: Record<string, string> = {}) =>
    fetch(subject.url + new URL(url).pathname, { headers });

  test('is set and removed by a program', async () => {
    const put = await ask('PUT', '', png(90, 30));
    expect(put).toEqual({
      status: 200,
      json: { light: { url: expect.any(String), width: 90, height: 30 }, dark: null, alt: null },
    });
    const both = await ask('PUT', '/dark', svg('<path d="M0 0h9"/>'));
    expect(both.json).toMatchObject({ light: put.json.light, dark: { width: 120, height: 40 } });
    expect((await ask('PUT', '/dark', svg('<path d="M0 0h9"/>'))).json).toEqual(both.json);
    expect((await ask('DELETE')).json).toEqual({ light: null, dark: null, alt: null });
  });

  test('is served as immutable, with headers that make it harmless, also when opened alone', async () => {
    const { json } = await ask('PUT', '', svg('<style>path{fill:red}</style><path d="M0 0h9"/>'));
    const answer = await eventually(async () => {
      const one = await read(json.light.url, { 'accept-encoding': 'identity' });
      expect(one.status).toBe(200);
      return one;
    });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringMatching(/^default-src 'none';.* sandbox$/),
    });
    expect(await answer.text()).toContain('<path d="M0 0h9"/>');
    const etag = answer.headers.get('etag') ?? '';
    const again = await read(json.light.url, {
      'accept-encoding': 'identity',
      'if-none-match': etag,
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('that is not an image is refused with an explanation', async () => {
    for (const [bytes, why] of [
      [svg('<script>alert(1)</script>'), 'a script'],
      [new TextEncoder().encode('<html>'), 'isn’t a PNG'],
      [new Uint8Array(), 'empty'],
      [new Uint8Array(250 * 1024), '250 KB'],
    ] as const) {
      const { status, json } = await ask('PUT', '', bytes);
      expect([status, json.error]).toEqual([422, [expect.stringContaining(why)]]);
    }
    expect((await ask('PUT', '', new Uint8Array(300 * 1024))).status).toBe(413);
    expect((await ask('PUT', '/dusk', png(9, 9))).status).toBe(404);
    expect((await ask('POST', '', png(9, 9))).status).toBe(405);
  });

  test.each([
    '/logo/',
    '/logo/logo.png',
    '/logo/..%2f..%2fetc%2fpasswd',
    '/logo/../logo/%2e%2e/secret.key',
    `/logo/${'0'.repeat(32)}.png`,
    `/logo/${'0'.repeat(32)}.svg.html`,
    `/logo/${'0'.repeat(32)}.PNG`,
    `/logo/${'0'.repeat(32)}.png/`,
  ])('is at no other address: %s', async (path) => {
    expect((await fetch(subject.url + path)).status).toBe(404);
  });
});
