import { z } from 'zod';
import { type Answer, ChatService, objectIn, type Received } from './far-end.ts';
import { SlackWorkspace } from './slack-workspace.ts';

/** Characters of the blocks of one message, which Slack does not publish (bolt-js 2509). */
const MAX_IN_BLOCKS = 13_200;
const plainText = z.strictObject({
  type: z.literal('plain_text'),
  text: z.string().min(1).max(150),
  emoji: z.boolean().optional(),
});
const mrkdwn = (most: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(most),
    verbatim: z.boolean().optional(),
  });
const Button = z.strictObject({
  type: z.literal('button'),
  action_id: z.string().min(1).max(255),
  text: plainText.extend({ text: z.string().min(1).max(75) }),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});
const Option = z.strictObject({
  text: plainText.extend({ text: z.string().min(1).max(75) }),
  value: z.string().min(1).max(150),
});
const select = {
  action_id: z.string().min(1).max(255),
  placeholder: plainText,
  options: z.array(Option).min(1).max(100),
};
const Select = z.strictObject({
  ...{ type: z.literal('static_select'), ...select, initial_option: Option.optional() },
});
const MultiSelect = z.strictObject({
  type: z.literal('multi_static_select'),
  ...{ ...select, initial_options: z.array(Option).min(1).optional() },
});
const Actions = z.strictObject({
  type: z.literal('actions'),
  block_id: z.string().min(1).max(255).optional(),
  elements: z
    .array(z.discriminatedUnion('type', [Button, Select, MultiSelect]))
    .min(1)
    .max(25)
    .refine((all) => new Set(all.map(({ action_id }) => action_id)).size === all.length),
});
const Blocks = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('header'), text: plainText }),
      z.strictObject({ type: z.literal('section'), text: mrkdwn(3000) }),
      z.strictObject({
        type: z.literal('context'),
        elements: z.array(mrkdwn(3000)).min(1).max(10),
      }),
      Actions,
    ]),
  )
  .min(1)
  .max(50);

const MENTION = /<(?:!(?:channel|here|everyone|group|subteam\^)|[@#][A-Z])[^>]*>/gi;
const NAMED = /(?<![\w])@(?:channel|here|everyone)\b/gi;

type Channel = { archived?: boolean; member?: boolean };

/** Slack's incoming webhooks and the methods of its Web API that post and edit. */
export class Slack extends ChatService {
  /** Paths of incoming webhooks that exist, with the error of each that does not work. */
  readonly webhooks = new Map<string, string | null>();
  readonly channels = new Map<string, Channel>([['C0STATUS', {}]]);
  /** What was posted to the addresses that come with commands and clicks: five each. */
  readonly replies: { to: string; body: Record<string, unknown> }[] = [];
  readonly workspace = new SlackWorkspace();
  readonly tokens = new Map<string, { error?: string; scopes: string[] }>([
    ['xoxb-good', { scopes: ['chat:write', 'channels:history'] }],
  ]);

  addWebhook(name = `W${this.webhooks.size}`, error: string | null = null): string {
    const path = `/services/T0TEAM/${name}/secret`;
    this.webhooks.set(path, error);
    return this.url + path;
  }

  protected answer(received: Received): Answer {
    if (received.path.startsWith('/services/')) return this.#webhook(received);
    if (received.path.startsWith('/reply/')) return this.#reply(received);
    const method = received.path.replace('/api/', '');
    const answer = this.#method(method, received);
    if (answer === 'ratelimited')
      return { status: 429, body: { ok: false, error: answer }, headers: { 'retry-after': '1' } };
    return {
      status: 200,
      body: typeof answer === 'string' ? { ok: false, error: answer } : { ok: true, ...answer },
      headers: { 'x-oauth-scopes': this.tokens.get(received.token ?? '')?.scopes.join(',') ?? '' },
    };
  }

  #reply({ path, text }: Received): Answer {
    const body = objectIn(text);
    const wrong = body ? this.#check(body) : 'invalid_payload';
    if (!body || wrong) return this.refuse(`${wrong}`, { status: 400, body: `${wrong}` });
    if (this.replies.filter(({ to }) => to === path).length === 5)
      return { status: 404, body: 'used_url' };
    this.replies.push({ to: path, body });
    return { status: 200, body: 'ok' };
  }

  #webhook({ path, text }: Received): Answer {
    const error = this.webhooks.get(path);
    if (error === undefined) return { status: 404, body: 'no_service' };
    if (error)
      return {
        status: error === 'channel_is_archived' ? 410 : error === 'action_prohibited' ? 403 : 404,
        body: error,
      };
    if (this.isTooFast(path))
      return { status: 429, body: 'rate_limited', headers: { 'retry-after': '1' } };
    const message = objectIn(text);
    const wrong = message ? this.#check(message) : 'invalid_payload';
    if (wrong) return this.refuse(wrong, { status: 400, body: wrong });
    this.keep({ to: path, thread: null, body: message });
    return { status: 200, body: 'ok' };
  }

  #method(method: string, { token, text, search }: Received): string | object {
    const known = this.tokens.get(token ?? '');
    if (!token) return 'not_authed';
    if (!known) return 'invalid_auth';
    if (known.error) return known.error;
    if (method === 'auth.test') return { team: 'Acme', team_id: 'T0TEAM', bot_id: 'B0BOT' };
    const given = text === '' ? Object.fromEntries(search) : objectIn(text);
    if (!given) return 'invalid_json';
    if (this.workspace.knows(method)) return this.workspace.call(method, given, known.scopes);
    const channel =
      this.channels.get(`${given.channel}`) ??
      (this.workspace.rooms.has(`${given.channel}`) ? {} : null);
    if (!channel) return 'channel_not_found';
    const of = this.posted.filter(({ to }) => to === given.channel);
    if (method === 'conversations.history' || method === 'conversations.replies') {
      if (!known.scopes.includes('channels:history')) return 'missing_scope';
      const some = of.filter(({ id, thread }) =>
        method === 'conversations.history' ? !thread : thread === given.ts || id === given.ts,
      );
      const messages = some.map(({ id, body }) => ({
        ts: id,
        bot_id: 'B0BOT',
        ...(body as object),
      }));
      return { messages: messages.reverse(), has_more: false };
    }
    if (!known.scopes.includes('chat:write')) return 'missing_scope';
    if (channel.archived) return 'is_archived';
    if (channel.member === false) return 'not_in_channel';
    const wrong = this.#check(given);
    if (wrong) return this.refuse(wrong, { status: 200, body: wrong }).body;
    if (method === 'chat.update') {
      const posted = of.find(({ id }) => id === given.ts);
      if (!posted) return 'message_not_found';
      posted.edits.push(given);
      return { ts: posted.id, channel: given.channel };
    }
    if (this.isTooFast(`${given.channel}`)) return 'ratelimited';
    const thread = typeof given.thread_ts === 'string' ? given.thread_ts : null;
    if (thread && !of.some(({ id }) => id === thread)) return 'thread_not_found';
    const ts = `1764500000.${String(this.posted.length).padStart(6, '0')}`;
    this.keep({ to: `${given.channel}`, thread, body: given }, ts);
    return { ts, channel: given.channel };
  }

  #check(message: Record<string, unknown>): string | null {
    const { text, blocks } = message;
    if (typeof text !== 'string' || text === '') return 'no_text';
    if (text.length > 4000) return 'msg_too_long';
    if (blocks === undefined) return null;
    const checked = Blocks.safeParse(blocks);
    if (!checked.success)
      return `invalid_blocks ${checked.error.issues[0]?.path.join('.')} ${checked.error.issues[0]?.message}`;
    if (JSON.stringify(blocks).length > MAX_IN_BLOCKS) return 'msg_blocks_too_long';
    this.#findMentions(message, checked.data, text);
    return null;
  }

  #findMentions(message: object, blocks: z.infer<typeof Blocks>, text: string): void {
    const looksUp = 'link_names' in message && message.link_names !== false;
    this.mentions.push(
      ...(text.match(MENTION) ?? []),
      ...(looksUp ? (text.match(NAMED) ?? []) : []),
    );
    if ('parse' in message && message.parse !== 'none') this.mentions.push('parse');
    for (const block of blocks) {
      if (block.type === 'header' || block.type === 'actions') continue; // plain text mentions nobody
      const texts = block.type === 'section' ? [block.text] : block.elements;
      for (const { text, verbatim } of texts)
        this.mentions.push(
          ...(text.match(MENTION) ?? []),
          ...(verbatim ? [] : (text.match(NAMED) ?? [])),
        );
    }
  }
}
