import { afterEach, beforeEach, expect, test } from 'vitest';
import { KEYS, startBucket } from '../support/edge/bucket.ts';
import { type EdgeWorld, startEdgeWorld } from '../support/edge/edge-world.ts';
import { eventually } from '../support/world/eventually.ts';

let world: EdgeWorld;
let bucket: Awaited<ReturnType<typeof startBucket>>;
beforeEach(async () => {
  bucket = await startBucket();
  world = await startEdgeWorld({
    env: {
      MIRROR_URL: bucket.url,
      MIRROR_ACCESS_KEY_ID: KEYS.accessKeyId,
      MIRROR_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    },
  });
});
afterEach(async () => {
  await world.stop();
  await bucket.stop();
});

const front = () => bucket.objects.get('index.html')?.body.toString() ?? '';

test('the Worker updates the mirror at each publish and by cron', async () => {
  await world.publish('Cards fail');
  await eventually(async () => expect(front()).toContain('Cards fail'));

  bucket.objects.clear();
  await world.restart();
  await world.edge.minute();
  await eventually(async () => expect(front()).toContain('Cards fail'));
  expect(bucket.objects.get('history.rss')?.body.toString()).toContain('Cards fail');
});
