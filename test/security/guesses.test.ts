import type { InStatement } from '@libsql/client';
import { expect, test } from 'vitest';
import { issueToken } from '../../api/actions/team/token.ts';
import { lead, makeWorld, publish } from '../support/mail/mail.ts';
import { treatAsServer } from '../support/world/query-log.ts';

test('a guessed token reveals nothing, and soon costs the database one look-up each', async () => {
  const world = await makeWorld();
  treatAsServer(world.db);
  const id = await publish(world);
  const token = await issueToken(world.deps, lead, world.pageId, { name: 'ci', role: 'viewer' });
  const { $client } = world.db;
  let asked = 0;
  const { batch, execute } = $client;
  $client.batch = async (statements, mode) => {
    asked += (statements as [string]).length;
    return batch.call($client, statements as [string], mode);
  };
  $client.execute = (async (statement: InStatement) => {
    asked++;
    return execute.call($client, statement as string);
  }) as typeof execute;
  const ask = async (with_: string, incident: string) => {
    asked = 0;
    const path = `/v1/pages/${world.pageId}/incidents/${incident}`;
    const headers = { authorization: `OAuth ${with_}` };
    const answer = await world.app.request(path, { headers });
    return { status: answer.status, text: await answer.text(), asked };
  };
  const real = await ask('guess', id);
  const unreal = await ask('guess', 'nosuchthing0');
  expect([real.status, real.text]).toEqual([401, unreal.text]);
  for (let i = 0; i < 10; i++) await ask(`guess-${i}`, id);
  expect((await ask('one-more', id)).asked).toBe(1);
  expect((await ask(token, id)).status).toBe(200);
  expect(
    (await ask('guess', id)).asked,
    'after a known one all is read at once again',
  ).toBeGreaterThan(1);
  await world.close();
});
