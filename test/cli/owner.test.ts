import { expect, test } from 'vitest';
import { addOwner } from '../../api/cli/demo-data/owner.ts';
import { findMember } from '../../db/team/account.ts';
import { makeWorld } from '../support/world/world.ts';

test('the demo’s owner can sign in with the password that was printed, and with no other', async () => {
  const world = await makeWorld();
  try {
    const { deps, pageId } = world;
    const { email, password } = await addOwner(deps, pageId);
    const { user } = await (await deps.auth()).api.signInEmail({ body: { email, password } });
    expect((await findMember(deps.db, pageId, user.id))?.role).toBe('owner');
    const wrong = (await deps.auth()).api.signInEmail({
      body: { email, password: `${password}x` },
    });
    await expect(wrong).rejects.toThrow();
  } finally {
    world.close();
  }
});
