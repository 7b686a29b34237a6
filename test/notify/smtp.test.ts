import { afterEach, expect, test } from 'vitest';
import { smtpMailer } from '../../api/notify/transports/smtp.node.ts';
import { addSubscribers, makeWorld, passTheWaits, publish, type World } from '../support/mail.ts';
import { startSmtp } from '../support/smtp.ts';

let world: World;
let server: Awaited<ReturnType<typeof startSmtp>>;
afterEach(async () => {
  await world.close();
  await server.stop();
});

async function start(behaviour: Parameters<typeof startSmtp>[0], people: number) {
  server = await startSmtp(behaviour);
  world = await makeWorld({
    mailer: () => smtpMailer({ url: server.url, host: 'status.acme.example' }),
  });
  const addresses = await addSubscribers(world, people);
  await publish(world);
  await world.look();
  return addresses;
}
const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(raw.replace(/\r\n[ \t]+/g, ' '))?.[1]?.trim();

test('every subscriber gets one mail over SMTP, with the headers of a list and a thread', async () => {
  const people = await start({}, 45);
  expect(server.taken.map((mail) => mail.to).sort()).toEqual([...people].sort());
  const raw = server.taken[0]?.raw ?? '';
  expect(header(raw, 'Subject')).toBe('[Investigating] Card payments: Payments fail');
  expect(header(raw, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  expect(header(raw, 'List-Unsubscribe')).toMatch(/^<https:\/\/status\.acme\.example\/u\/\S+>$/);
  expect(header(raw, 'Message-ID')).toMatch(/^<\w{12}\.\w{12}@status\.acme\.example>$/);
  expect(header(raw, 'References')).toMatch(/^<incident-\w{12}@status\.acme\.example>$/);
  expect(raw).toContain('multipart/alternative');
  expect(await world.told()).toMatchObject({ state: 'done', sent: 45 });
});

test('a recipient whom the server refuses fails alone', async () => {
  const bad = 'person-3@customers.example';
  await start({ onRecipient: (to) => (to === bad ? '550 no such user' : '250 ok') }, 10);
  expect(server.taken).toHaveLength(9);
  expect(await world.told()).toMatchObject({ state: 'done', sent: 9, failed: 1 });
});

test('a line cut at one mail repeats that mail alone, under the same Message-ID', async () => {
  const people = await start({ onMail: (n) => (n === 4 ? 'hang up' : '250 ok') }, 10);
  await passTheWaits(world);
  await world.look();
  expect(new Set(server.taken.map((mail) => mail.to))).toEqual(new Set(people));
  expect(server.taken).toHaveLength(11);
  expect(new Set(server.taken.map((mail) => header(mail.raw, 'Message-ID'))).size).toBe(10);
  expect(await world.told()).toMatchObject({ state: 'done', sent: 10, failed: 0 });
});

test('mail waits while the server is busy, and the log names the event and the reason', async () => {
  const people = await start({ onMail: (n) => (n === 1 ? '451 try again later' : '250 ok') }, 3);
  expect(world.logged).toContainEqual({
    level: 'warn',
    message: 'mail was not taken',
    facts: expect.objectContaining({ reason: expect.stringContaining('try again later') }),
  });
  await passTheWaits(world);
  await world.look();
  expect(server.taken.map((mail) => mail.to).sort()).toEqual([...people].sort());
});
