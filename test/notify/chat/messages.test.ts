import { afterAll, beforeAll, expect, test } from 'vitest';
import { discordUpdate } from '../../../api/notify/channels/discord/message.ts';
import { slackUpdate } from '../../../api/notify/channels/slack/message.ts';
import { teamsUpdate } from '../../../api/notify/channels/teams/message.ts';
import { withManageLink } from '../../../api/notify/channels/update/personal-link.ts';
import type { UpdateMail } from '../../../templates/email/update-mail.ts';
import { withoutMarks } from '../../../templates/email/zoned-times.ts';
import { Discord } from '../../support/chat/discord.ts';
import { Slack } from '../../support/chat/slack.ts';
import { Teams } from '../../support/chat/teams.ts';
import { randomUpdate } from '../../support/chat/updates.ts';
import { FULL } from '../../support/size.ts';
import { announced } from '../../support/world/random.ts';

/** `FULL=1 CHAT_UPDATES=1000 CHAT_SEED=1 vitest run …` for a part of the full size. */
const UPDATES = Number(process.env.CHAT_UPDATES ?? (FULL ? 10_000 : 500));
const MAX_LENGTH = FULL ? 25_000 : 4000;
const MANAGE = `https://status.acme.example/de/subscriptions/abcdefghijkl.${'x'.repeat(120)}`;
const slack = new Slack();
const teams = new Teams();
const discord = new Discord();

beforeAll(() => Promise.all([slack.start(), teams.start(), discord.start()]));
afterAll(() => Promise.all([slack.stop(), teams.stop(), discord.stop()]));

const post = (url: string, message: unknown) =>
  fetch(url, { method: 'POST', body: withManageLink(JSON.stringify(message), MANAGE) });

const plain: UpdateMail = {
  locale: 'en',
  page: { name: 'Acme', url: 'https://status.acme.example/' },
  zone: 'Europe/Berlin',
  incident: {
    name: 'Payments fail',
    url: 'https://status.acme.example/incidents/abc',
    scheduledFor: null,
    scheduledUntil: null,
  },
  state: 'identified',
  body: 'We **know** the cause. See [the docs](/history).\n\n- one\n- two',
  at: Date.UTC(2026, 10, 20, 14),
  nextUpdateBy: Date.UTC(2026, 10, 20, 15),
  components: [{ name: 'Card payments', status: 'partial_outage' }],
};

test(`${UPDATES} generated updates: no service refuses one, and none mentions anybody`, async () => {
  const random = announced('CHAT_SEED');
  const [hook, flow, channel] = [slack.addWebhook(), teams.addWorkflow(), discord.addWebhook()];
  for (let i = 0; i < UPDATES; i++) {
    const mail = randomUpdate(random, MAX_LENGTH);
    const { root, reply } = slackUpdate(mail);
    const { news, current } = discordUpdate(mail, mail);
    await Promise.all([
      post(hook, root),
      post(hook, reply),
      post(flow, teamsUpdate(mail)),
      post(`${channel}?wait=true`, news),
      post(`${channel}?wait=true`, current),
    ]);
    for (const service of [slack, teams, discord]) {
      expect(service.refused, `update ${i}`).toEqual([]);
      expect(service.mentions, `update ${i}`).toEqual([]);
    }
  }
  expect([slack.posted.length, teams.posted.length, discord.posted.length]).toEqual([
    2 * UPDATES,
    UPDATES,
    2 * UPDATES,
  ]);
}, 3_600_000);

test('far ends refuse what is too large, and notice mentions', async () => {
  const { root } = slackUpdate(plain);
  const long = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2900) } };
  const hook = slack.addWebhook();
  expect((await post(hook, { ...root, blocks: Array(5).fill(long) })).status).toBe(400);
  expect((await post(hook, { ...root, text: '<!channel>' })).status).toBe(200);
  const { news } = discordUpdate(plain, plain);
  const embed = { ...news.embeds[0], description: 'x'.repeat(4097) };
  const channel = discord.addWebhook();
  expect((await post(channel, { ...news, embeds: [embed] })).status).toBe(400);
  expect((await post(channel, { embeds: news.embeds, content: '@everyone' })).status).toBe(204);
  const large = teamsUpdate({ ...plain, page: plain.page, incident: { ...plain.incident } });
  expect((await post(teams.addWorkflow(), { ...large, more: 'x'.repeat(30_000) })).status).toBe(
    413,
  );
  expect(slack.refused).toEqual(['msg_blocks_too_long']);
  expect(slack.mentions).toEqual(['<!channel>']);
  expect(discord.mentions).toEqual(['@everyone']);
});

test('a long text ends with a sentence and a link to the rest, in all languages', () => {
  for (const [locale, sentence, more] of [
    ['en', 'This is a sentence. ', 'Read the whole update'],
    ['ja', 'これは文です。', '更新の全文を読む'],
    ['ar', 'هذه جملة كاملة. ', 'قراءة التحديث كاملًا'],
  ] as const) {
    const mail = { ...plain, locale, body: sentence.repeat(2000) };
    const [, , body] = slackUpdate(mail).root.blocks;
    const text = body?.type === 'section' ? body.text.text : '';
    expect(text).toMatch(new RegExp(`${sentence.trim()}\\s*\\n<https://[^|]+\\|${more}>$`));
    expect(text.length).toBeGreaterThan(2000);
    const card = JSON.stringify(teamsUpdate(mail));
    expect(card).toContain(`${sentence.trim()}\\n\\n[${more}](https://`);
    const { description } = discordUpdate(mail, mail).news.embeds[0];
    expect(description).toContain(`${sentence.trim()} \n[${more}](`.replace('。 ', '。'));
  }
});

test('no character is cut in two', () => {
  for (const unit of ['👩‍👩‍👧', '🇩🇪', 'e\u0301', '😀', 'नि']) {
    const mail = {
      ...plain,
      body: unit.repeat(5000),
      incident: { ...plain.incident, name: unit.repeat(100) },
    };
    for (const text of [
      JSON.stringify(slackUpdate(mail)),
      JSON.stringify(teamsUpdate(mail)),
      JSON.stringify(discordUpdate(mail, mail)),
    ]) {
      const rest = text.replaceAll(unit, '');
      for (const part of new Set(unit.replaceAll(/[a-z]/g, '')))
        expect(rest, unit).not.toContain(part);
    }
  }
});

test('each service gets its own marks for bold, links, times and lists', () => {
  const { root } = slackUpdate(plain);
  expect(root.text).toBe('🟠 Identified: Payments fail');
  expect(JSON.stringify(root)).toContain('• Card payments: *Partial outage*"');
  expect(JSON.stringify(root)).toContain(
    'We *know* the cause. See <https://status.acme.example/history|the docs>.\\n\\n• one\\n• two',
  );
  expect(JSON.stringify(root)).toContain(
    'Next update by <!date^1795186800^{date_short_pretty} {time}|16:00 CET>.',
  );
  const [embed] = discordUpdate(plain, plain).news.embeds;
  expect(embed.color).toBe(0xb34700);
  expect(embed.description).toContain('**🟠 Identified**\n\n- Card payments: **Partial outage**');
  expect(embed.description).toContain('Next update by <t:1795186800:f>.');
  expect(embed.description).toContain('[View incident](https://status.acme.example/incidents/abc)');
  const card = withoutMarks(JSON.stringify(teamsUpdate(plain))).text;
  expect(card).toContain('"text":"Identified","weight":"Bolder","color":"Warning"');
  expect(card).toContain('"text":"Next update by 16:00 CET."');
});
