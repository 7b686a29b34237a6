import { expect, test } from 'vitest';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { mailOf } from '../../api/notify/channels/email/render.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { findPage } from '../../db/page/page.ts';
import { makeWorld } from '../support/world/world.ts';

test('an email has the text in its language, or the original and says so', async () => {
  const world = await makeWorld();
  const { deps, owner, pageId } = world;
  const input = NewIncident.parse({
    name: 'Cards fail',
    state: 'investigating',
    body: 'Cards are declined.',
    translations: {
      de: { name: 'Karten gestört', body: 'Karten werden abgelehnt.' },
      fr: { name: 'Cartes' },
    },
    override: 'a test',
  });
  const { id } = await createIncident(deps, owner, pageId, input);
  const [page, incident] = [
    await findPage(deps.db, pageId),
    await findIncident(deps.db, pageId, id),
  ];
  const update = incident?.updates[0];
  if (!page || !incident || !update) throw new Error('nothing was published');
  const facts = {
    page,
    incident,
    update,
    correctedAt: null,
    components: [],
    supersededUpdates: [],
  };
  const german = await mailOf('https://status.example.com', facts, 'de');
  expect(german.subject).toContain('Karten gestört');
  expect(german.text).toContain('Karten werden abgelehnt.');
  expect(german.text + german.html).not.toMatch(/Cards are declined|Original auf|lang="en"/);
  const french = await mailOf('https://status.example.com', facts, 'fr');
  expect(french.subject).toContain('Cartes');
  expect(french.text).toContain('Cards are declined.\n\nVersion originale en anglais');
  expect(french.html).toContain('<div lang="en" dir="auto">');
  const own = await mailOf('https://status.example.com', facts);
  expect(own.text).not.toMatch(/Original in|Karten/);
  await world.close();
});
