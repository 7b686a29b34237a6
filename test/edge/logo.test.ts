import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EdgeWorld, startEdgeWorld } from '../support/edge/edge-world.ts';
import { png, svg } from '../support/samples/images.ts';
import { eventually } from '../support/world/eventually.ts';

const APPEARANCE = '/admin/settings/appearance';
const light = png(90, 30);

describe.each(['R2', 'the Cache API'])('A logo, with its copy in %s', (where) => {
  let world: EdgeWorld;
  let persist: string;
  beforeEach(async () => {
    persist = mkdtempSync(join(tmpdir(), 'allclear-kept-'));
    world = await startEdgeWorld({ persist, bucket: where === 'R2' });
  });
  afterEach(async () => {
    await world.stop();
    rmSync(persist, { recursive: true, force: true });
  });

  const pathNow = async () =>
    /src="(\/logo\/[^"]+)"/.exec(await (await fetch(world.url)).text())?.[1] ?? '';

  test('is uploaded in the console, loaded once, and then served without the database', async () => {
    const lead = await world.lead();
    const script = { logo: new File([svg('<script/>')], 'logo.svg') };
    const form = await lead.get(APPEARANCE);
    const refused = await lead.submit(form, { footer: 'Typed' }, undefined, script);
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('This SVG contains a script');
    expect(refused.html).toContain('>Typed</textarea>');
    const good = { logo: new File([light], 'logo.png') };
    expect((await lead.submit(form, {}, undefined, good)).html).toContain('Saved.');
    const path = await eventually(async () => {
      expect(await pathNow()).toMatch(/\.png$/);
      return pathNow();
    });

    const bytes = async () => new Uint8Array(await (await fetch(world.url + path)).arrayBuffer());
    expect(await bytes()).toEqual(light);
    const asked = world.between.requests();
    for (let i = 0; i < 20; i++) expect(await bytes()).toEqual(light);
    expect(world.between.requests() - asked).toBeLessThanOrEqual(1); // the version, once in five seconds

    world.between.faults.down = '503';
    await world.restart();
    expect(await pathNow()).toBe(path);
    expect(await bytes()).toEqual(light);
  });
});
