import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Visitor } from '../support/browser/visitor.ts';
import { type EdgeWorld, PASSWORD, startEdgeWorld } from '../support/edge/edge-world.ts';
import { importSamples } from '../support/samples/import-sources.ts';
import { clientOf } from '../support/server/client.ts';
import { codeOf, secretIn } from '../support/world/totp.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld({ queue: 'loses everything' }); // only the publish is counted
});
afterEach(async () => {
  world.between.faults.loseReply = null;
  for (const table of ['incident', 'notification', 'idempotency'])
    await world.db.run(sql.raw(`delete from ${table}`));
});
afterAll(() => world.stop());

const howMany = async (table: string) =>
  (await world.db.get<{ n: number }>(sql.raw(`select count(*) as n from ${table}`))).n;
const frontPage = async () => (await fetch(world.url)).text();
const asked = async <T>(what: () => Promise<T>) => {
  const before = world.between.requests();
  return { answer: await what(), times: world.between.requests() - before };
};

test('a publish makes two round trips: one for all reads, one for all writes', async () => {
  const first = await asked(() => world.publish('Cards fail'));
  expect(first.answer.status).toBe(201);
  expect(first.answer.json).toMatchObject({ name: 'Cards fail', status: 'investigating' });
  expect(first.answer.json.components).toMatchObject([{ status: 'partial_outage' }]);
  expect(first.times).toBeLessThanOrEqual(2);

  const next = await asked(() =>
    world.update(first.answer.json.id, 'Cards work again.', 'monitoring'),
  );
  expect(next.answer.json).toMatchObject({ status: 'monitoring' });
  expect(next.answer.json.incident_updates).toHaveLength(2);
  expect(next.times).toBeLessThanOrEqual(2);

  const page = await asked(frontPage);
  expect(page.answer).toContain('Cards work again.');
  expect(page.times).toBe(0);
});

test('a publish from the console makes as many: the session is read with the rest', async () => {
  const lead = await world.lead();
  const submission = await world.draft(lead, 'Cards fail');
  const { answer, times } = await asked(submission);
  expect(answer.headers.get('location')).toMatch(/done=published/);
  expect(times).toBeLessThanOrEqual(2);
  const page = await asked(frontPage);
  expect(page.answer).toContain('Some cards are declined.');
  expect(page.times).toBe(0);
});

test('a repeated request returns the same incident, and writes nothing', async () => {
  const first = await world.publish('Cards fail', 'deploy-4711');
  const again = await world.publish('Cards fail', 'deploy-4711');
  expect(again.status).toBe(201);
  expect(again.json.id).toBe(first.json.id);
  expect((await world.publish('Another', 'deploy-4711')).status).toBe(409);
  expect([await howMany('incident'), await howMany('notification')]).toEqual([1, 1]);
});

test('a commit whose response was lost is one incident and one notification', async () => {
  let lost = 0;
  world.between.faults.loseReply = (body) =>
    /insert into \\"incident\\"/.test(body) && lost++ === 0;
  const published = await world.publish('Cards fail');
  expect(lost).toBe(2); // the second time it was let through, and refused as known
  expect(published.status).toBe(201);
  expect([await howMany('incident'), await howMany('notification')]).toEqual([1, 1]);
  expect((await frontPage()).includes('Cards fail')).toBe(true);
});

test('when every response to a commit is lost, a retry under the same key is the same incident', async () => {
  world.between.faults.loseReply = (body) => /insert into \\"incident\\"/.test(body);
  expect((await world.publish('Cards fail', 'deploy-4711')).status).toBe(503);
  world.between.faults.loseReply = null;
  expect((await world.publish('Cards fail', 'deploy-4711')).status).toBe(201);
  expect([await howMany('incident'), await howMany('notification')]).toEqual([1, 1]);
});

test('on the Worker, two-factor authentication asks for a code, and accepts a recovery code once', async () => {
  const PAGE = '/admin/account/two-factor';
  const email = 'publisher@example.com';
  const person = await world.member('publisher', email);
  const begun = await person.submit(await person.get(PAGE), { password: PASSWORD });
  const [, uri = ''] = /name="uri" value="([^"]+)"/.exec(begun.html) ?? [];
  const secret = secretIn(uri.replaceAll('&#38;', '&').replaceAll('&amp;', '&'));
  const done = await person.submit(begun, { code: codeOf(secret) });
  const [, shown = ''] = /id="codes"[^>]*>([^<]*)</.exec(done.html) ?? [];
  const codes = shown.match(/\S+/g) ?? [];
  expect(new Set(codes).size).toBe(10);
  const signIn = async (code: string) => {
    const browser = new Visitor(world.url);
    const asked = await browser.submit(await browser.get('/admin/sign-in'), {
      ...{ email, password: PASSWORD },
    });
    expect(asked.url).toContain('/admin/sign-in/code');
    expect((await browser.get('/admin')).url, 'the password alone').toContain('/admin/sign-in');
    await browser.submit(asked, { code });
    return (await browser.get('/admin')).url.replace(world.url, '');
  };
  expect(await signIn(codeOf(secret, 1))).toBe('/admin');
  expect(await signIn(codes[0] ?? '')).toBe('/admin');
  expect(await signIn(codes[0] ?? ''), 'used').toContain('/admin/sign-in');
});

test('on the Worker, each role can open what it may, and nothing else', async () => {
  const viewer = await world.member('viewer');
  const allowed = { '/admin': 200, '/admin/account': 200 };
  const refused = { '/admin/incidents/new': 403, '/admin/settings/general': 403 };
  for (const [path, status] of Object.entries({ ...allowed, ...refused }))
    expect((await viewer.get(path)).status, path).toBe(status);
  const account = await viewer.get('/admin/account');
  const posted = await viewer.click(
    { ...account, html: '<main><form method="post" action="/admin/incidents/new"></form></main>' },
    {},
    { name: 'do', value: 'publish' },
  );
  expect([posted.status, await howMany('incident')]).toEqual([403, 0]);
});

test('a page is imported in the console: from a file, seen first, and not from a private address', async () => {
  const owner = await world.member('owner', 'mover@example.com');
  const [file] = importSamples['files of Kener']?.files ?? [];
  if (!file) throw new Error('The sample has no file.');
  const components = () => howMany('component');
  const before = await components();
  const sent = async (fields: Record<string, string>, files?: Record<string, File>) => {
    const form = await owner.get('/admin/settings/import');
    let page = await owner.submit(form, fields, undefined, files);
    while (page.html.includes('<progress')) page = await owner.get(page.url);
    return page;
  };
  const hostile = await sent({ kind: 'statuspage', place: 'https://10.1.2.3' });
  expect(hostile.html).toContain('Import failed');
  expect(hostile.html).toContain('This address is on a private network.');
  const upload = { file: new File([file.text], 'monitors.yaml') };
  const preview = await sent({ kind: 'kener', place: '' }, upload);
  expect([preview.html.includes('Preview import'), await components()]).toEqual([true, before]);
  let done = await owner.submit(preview, {});
  while (done.html.includes('<progress')) done = await owner.get(done.url);
  expect(done.html).toContain('Import complete');
  expect(await components()).toBeGreaterThan(before);
});

test('charts are drawn in the Worker, and all of a page are read in one round trip', async () => {
  const { ask } = clientOf(world);
  const providers = '/pages/:p/metrics_providers';
  const { json: provider } = await ask('POST', providers, { metrics_provider: { type: 'Self' } });
  const pageWith = async (names: string[]) => {
    const data: Record<string, object[]> = {};
    for (const name of names) {
      const metric = { name, suffix: 'ms', on_front_page: true };
      const { json } = await ask('POST', `${providers}/${provider.id}/metrics`, { metric });
      data[json.id] = [{ timestamp: Math.floor(Date.now() / 1000) - 60, value: 182 }];
    }
    expect((await ask('POST', '/pages/:p/metrics/data', { data })).status).toBe(201);
    await frontPage();
    const { answer, times } = await asked(async () =>
      (await fetch(`${world.url}/system-metrics`)).text(),
    );
    return { ids: Object.keys(data), page: answer, times };
  };
  const one = await pageWith(['Logins']);
  const three = await pageWith(['Searches', 'Orders', 'Mails']);
  expect(one.page).toContain('182\u00a0ms');
  expect(three.page.match(/182\u00a0ms/g)?.length).toBeGreaterThan(4);
  expect(three.times).toBe(one.times);
  const picture = await fetch(`${world.url}/system-metrics/${three.ids[0]}.svg`);
  expect(picture.headers.get('content-type')).toContain('image/svg+xml');
  expect(await picture.text()).toContain('182\u00a0ms</text>');
  expect(await frontPage()).toContain(`/system-metrics/${three.ids[0]}.svg`);
});
