import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMAIL } from '../../../api/notify/channels/email/channel.ts';
import { planDue } from '../../../api/notify/queue/planning/fan-out.ts';
import { holderName, releaseDeadHolders } from '../../../api/notify/thread/channel-holder.node.ts';
import { claimBatches } from '../../../db/delivery/batch/claim.ts';
import { addSubscribers, makeWorld, publish, type World } from '../../support/mail/mail.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await addSubscribers(world, 5);
  await publish(world);
  const { deps } = world;
  await planDue({
    ...deps,
    holder: 'me',
  });
});
afterEach(() => world.close());

const deadPid = () => spawnSync(process.execPath, ['--version']).pid;
const holders: [string, () => string, number][] = [
  ['a dead process of this machine', () => `${hostname()}/${deadPid()}/x`, 1],
  ['an earlier process with our own number', () => `${hostname()}/${process.pid}/earlier`, 1],
  ['a living process of this machine', () => `${hostname()}/${process.ppid}/x`, 0],
  ['a process of another machine', () => `elsewhere/${deadPid()}/x`, 0],
  ['a holder of another kind', () => 'isolate-17', 0],
];

test.for(holders)('after a start the lease of %s: %#', async ([, holder, free]) => {
  expect(await claimBatches(world.db, EMAIL, { token: 'first', holder: holder() }, 8)).toHaveLength(
    1,
  );
  await releaseDeadHolders(world.db, holderName('new'));
  expect(await claimBatches(world.db, EMAIL, { token: 'second', holder: 'new' }, 8)).toHaveLength(
    free,
  );
});
