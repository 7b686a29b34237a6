import type { z } from 'zod';
import { createComponent } from '../../../api/actions/component/component.ts';
import { NewComponent } from '../../../api/actions/component/input.ts';
import { createIncident, patchIncident } from '../../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../../api/actions/incident/input.ts';
import { owner as author, makeWorld, NOON, PAGE_ID, type World } from '../world/world.ts';

export { author, NOON, PAGE_ID };

/** The override reason for names and texts that are hostile on purpose. */
const asItIs = { override: 'it is hostile on purpose' };

/** A page that is written through actions, with a clock that moves only on request. */
export type TestPage = Pick<World, 'deps' | 'url' | 'close'> & {
  at(ms: number): void;
  component(input: z.input<typeof NewComponent>): Promise<string>;
  publish(input: z.input<typeof NewIncident>): Promise<string>;
  update(id: string, patch: z.input<typeof IncidentPatch>): Promise<void>;
};

export async function openPage(
  given: { name?: string; timeZone?: string; baseUrl?: string; url?: string; empty?: boolean } = {},
): Promise<TestPage> {
  const { empty, ...options } = given;
  const world = await makeWorld({
    baseUrl: 'https://status.example.com',
    ...options,
    bare: empty ?? false,
  });
  const { deps } = world;
  return {
    deps,
    url: world.url,
    close: world.close,
    at: (ms) => world.wait(ms - deps.clock()),
    component: (input) =>
      createComponent(deps, author, PAGE_ID, NewComponent.parse({ ...asItIs, ...input })),
    publish: async (input) => {
      const asked = NewIncident.parse({ ...asItIs, ...input });
      return (await createIncident(deps, author, PAGE_ID, asked)).id;
    },
    update: async (id, patch) => {
      await patchIncident(deps, author, PAGE_ID, id, IncidentPatch.parse({ ...asItIs, ...patch }));
    },
  };
}
