import { expect, test } from 'vitest';
import { nodeHashes } from '../../api/core/secret.node.ts';
import { Signer } from '../../api/core/secret.ts';
import { announced } from '../support/world/random.ts';

test('a link signed by one runtime is valid on the other', async () => {
  const random = announced('SIGNATURE_SEED');
  const secret = `secret ${random()}`;
  const [web, node] = [new Signer(secret), new Signer(secret, nodeHashes)];
  for (let n = 0; n < 500; n++) {
    const parts = ['page', `person ${random()} ünïcode`, n] as const;
    expect(await web.verify(await node.sign('manage', ...parts), 'manage', ...parts)).toBe(true);
    expect(await node.verify(await web.sign('manage', ...parts), 'manage', ...parts)).toBe(true);
  }
});
