import type { Page } from 'playwright-core';
import RssParser from 'rss-parser';
import { expect } from 'vitest';
import { createAlertRule } from '../../../api/actions/alert/rule.ts';
import { createAlertSource } from '../../../api/actions/alert/source.ts';
import { addSlackChannel, connectWorkspace } from '../../../api/actions/chat/workspace.ts';
import { saveSeverityScale } from '../../../api/actions/page/promise-settings.ts';
import { RuleSettings } from '../../../api/domain/alert/rule.ts';
import { NewAlertSource } from '../../../api/domain/alert/source.ts';
import type { Actor } from '../../../api/domain/response/role.ts';
import { standardScale } from '../../../api/domain/response/severity.ts';
import { chatWorkspaces } from '../../../db/channel/chat-workspace.ts';
import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listMembers } from '../../../db/team/account.ts';
import { listTemplates } from '../../../db/template/template.ts';
import { picked } from '../browser/component-picker.ts';
import type { Slack } from '../chat/slack.ts';
import { eventually } from '../world/eventually.ts';
import { open } from '../world/set-up.ts';
import { makeWorld } from '../world/world.ts';
import { alertSamples } from './alert-samples.ts';

const TITLE = 'Card payments fail';
const CHANNEL = 'C0STATUS1';

/** The alert’s rule, its source, a reader and a channel of Slack; with the address of the source. */
async function setUpStory(databaseUrl: string, url: string) {
  const world = await makeWorld({ url: databaseUrl, bare: true });
  Object.assign(world.deps, { clock: Date.now });
  const { deps } = world;
  const { rows } = await deps.db.$client.execute('select id from page');
  const pageId = `${rows[0]?.id}`;
  const [ada] = (await listMembers(deps.db, pageId)).filter(({ role }) => role === 'owner');
  const owner: Actor = { kind: 'user', id: ada?.id ?? '', name: 'Ada', role: 'owner', pageId };
  const [cards] = (await listComponents(deps.db, pageId)).filter(({ name }) => name === 'Cards');
  const [template] = (await listTemplates(deps.db, pageId)).filter(
    ({ state }) => state === 'investigating',
  );
  const levels = standardScale.map((level, i) => ({ ...level, approval: i === 0 }));
  await saveSeverityScale(deps, owner, pageId, { levels });
  const of = { pageId, existing: undefined };
  const given = { token: 'xoxb-good', teamId: 'T0TEAM', team: 'Acme' };
  await connectWorkspace(deps, owner, of, given);
  const [workspace] = await chatWorkspaces(deps.db, pageId, 'slack');
  if (workspace) await addSlackChannel(deps, owner, workspace, CHANNEL);
  await deps.db.$client.execute(`update page set mail_hold = 0`);
  await deps.db.$client.execute(
    `insert into subscriber (id, page_id, email, state, confirmed_at, created_at, updated_at)
      values ('reader000001', '${pageId}', 'reader@example.com', 'active', 1, 1, 1)`,
  );
  const source = NewAlertSource.parse({ name: 'Prometheus', kind: 'alertmanager' });
  const { token } = await createAlertSource(deps, owner, pageId, source);
  const settings = RuleSettings.parse({
    conditions: [{ field: 'label', name: 'alertname', op: 'equals', value: 'CardsDown' }],
    ...{ action: 'draft', severity: 'SEV1', title: TITLE, body: 'One in five cards is declined.' },
    components: [{ id: cards?.id, status: 'partial_outage' }],
    ...{ templateId: template?.id, resolve: 'propose', endsAfter: 0 },
  });
  await createAlertRule(deps, owner, pageId, {
    name: 'Cards',
    mode: 'live',
    settings,
    enabled: true,
  });
  const { db } = deps;
  return {
    db,
    close: world.close,
    address: `${url}/hooks/alerts/${token}`,
    templateId: template?.id,
  };
}

type Told = {
  server: { url: string; databaseUrl: string };
  slack: Slack;
  /** Ada is an owner, Bo another publisher. */
  ada: Page;
  bo: Page;
};

/** From Alertmanager to readers and back, with a second person before each text. */
export async function tellAlertStory({ server, slack, ada, bo }: Told): Promise<void> {
  slack.channels.set(CHANNEL, {});
  const { db, address, templateId, close } = await setUpStory(server.databaseUrl, server.url);
  const post = async (state: 'firing' | 'resolved') => {
    const body = JSON.stringify(alertSamples.alertmanager(state, 'CardsDown'));
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(address, { method: 'POST', body, headers })).status).toBe(202);
  };
  const proposed = () =>
    eventually(async () => {
      const [draft] = (await listProposals(db)).rows;
      expect(draft).toBeDefined();
      return `/admin/incidents/${draft?.incident_id ?? 'new'}?draft=${draft?.id}`;
    });
  const publish = async () => {
    await ada.click('button[value=ask]');
    await ada.waitForURL(/done=draft-asked/);
    await bo.goto(new URL(ada.url()).pathname);
    await bo.getByRole('button', { name: 'Approve and publish' }).click();
    await bo.waitForURL(/\/admin\/incidents\/[a-z0-9]{12}\?done=published/);
  };
  const everybodyHears = async (says: string) => {
    await open(bo, '/');
    expect(await bo.locator('main').innerText()).toContain(TITLE);
    const feed = await new RssParser().parseURL(`${server.url}/updates.rss`);
    expect(`${feed.items[0]?.title} ${feed.items[0]?.content}`).toContain(says);
    await eventually(async () => {
      const mails = await db.$client.execute(
        'select text from mail where "to" = \'reader@example.com\'',
      );
      expect(mails.rows.map(({ text }) => `${text}`).join()).toContain(says);
      expect(JSON.stringify(slack.posted)).toContain(says);
    });
  };
  await post('firing');
  await ada.goto(await proposed());
  expect(await ada.inputValue('[name=name]')).toBe(TITLE);
  expect(await ada.inputValue('[name=template]')).toBe(templateId);
  expect(await picked(ada).inputValue()).toBe('partial_outage');
  await ada.selectOption('[name="f.next_update"]', '30');
  await publish();
  await everybodyHears('One in five cards is declined.');
  await post('resolved');
  await ada.goto(await proposed());
  await ada.fill('[name=body]', 'Cards work again. We are sorry for the trouble.');
  await publish();
  await everybodyHears('Cards work again. We are sorry for the trouble.');
  expect(slack.refused).toEqual([]);
  close();
}

const listProposals = (db: Db) =>
  db.$client.execute(
    "select id, incident_id from draft where state = 'open' and began_by = 'alerts'",
  );
