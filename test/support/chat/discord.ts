import { z } from 'zod';
import { type Answer, ChatService, objectIn, type Received } from './far-end.ts';

const Embed = z.strictObject({
  title: z.string().min(1).max(256),
  url: z.url(),
  description: z.string().min(1).max(4096),
  color: z.number().int().min(0).max(0xffffff),
  timestamp: z.iso.datetime(),
  footer: z.strictObject({ text: z.string().min(1).max(2048) }),
  fields: z
    .array(z.strictObject({ name: z.string().min(1).max(256), value: z.string().min(1).max(1024) }))
    .max(25)
    .optional(),
});
const Message = z.strictObject({
  content: z.string().max(2000).optional(),
  embeds: z.array(Embed).min(1).max(10),
  allowed_mentions: z.strictObject({ parse: z.array(z.string()) }).optional(),
});

const lengthOf = (embeds: z.infer<typeof Embed>[]): number =>
  embeds
    .flatMap(({ title, description, footer, fields = [] }) => [
      ...[title, description, footer.text],
      ...fields.flatMap(({ name, value }) => [name, value]),
    ])
    .reduce((sum, text) => sum + text.length, 0);

/** Webhooks of Discord channels. */
export class Discord extends ChatService {
  /** Paths of webhooks that exist. */
  readonly webhooks = new Set<string>();

  addWebhook(name = `hook${this.webhooks.size}`): string {
    const path = `/api/webhooks/${1000 + this.webhooks.size}/${name}`;
    this.webhooks.add(path);
    return this.url + path;
  }

  protected answer({ method, path, search, text }: Received): Answer {
    const [, hook = '', id] =
      /^(\/api\/webhooks\/\d+\/[^/]+)(?:\/messages\/(.+))?$/.exec(path) ?? [];
    if (!this.webhooks.has(hook)) {
      const isOther = [...this.webhooks].some((one) => one.split('/')[3] === hook.split('/')[3]);
      return isOther
        ? { status: 401, body: { message: 'Invalid Webhook Token', code: 50027 } }
        : { status: 404, body: { message: 'Unknown Webhook', code: 10015 } };
    }
    if (this.isTooFast(hook)) {
      const body = { message: 'You are being rate limited.', retry_after: 0.4, global: false };
      return {
        status: 429,
        body,
        headers: { 'retry-after': '1', 'x-ratelimit-reset-after': '0.4' },
      };
    }
    const parsed = Message.safeParse(objectIn(text));
    const wrong = parsed.success
      ? lengthOf(parsed.data.embeds) > 6000 && 'Embed size exceeds maximum size of 6000'
      : z.prettifyError(parsed.error);
    if (wrong || !parsed.success)
      return this.refuse(`${wrong}`, {
        status: 400,
        body: { message: 'Invalid Form Body', code: 50035 },
      });
    const { content = '', allowed_mentions } = parsed.data;
    // Embeds notify nobody; only the content can.
    const pings = /@everyone|@here|<@[!&]?\d+>/.exec(content);
    if (!allowed_mentions || allowed_mentions.parse.length > 0 || pings)
      this.mentions.push(pings?.[0] ?? 'allowed_mentions');
    if (method === 'PATCH') {
      const posted = this.posted.find((one) => one.to === hook && one.id === id);
      if (!posted) return { status: 404, body: { message: 'Unknown Message', code: 10008 } };
      posted.edits.push(parsed.data);
      return { status: 200, body: { id: posted.id } };
    }
    const posted = this.keep({ to: hook, thread: null, body: parsed.data });
    return search.get('wait') === 'true'
      ? { status: 200, body: { id: posted.id } }
      : { status: 204 };
  }
}
