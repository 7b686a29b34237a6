import { z } from 'zod';
import { type Answer, ChatService, objectIn, type Received } from './far-end.ts';

const MAX_BYTES = 28 * 1024;
const look = {
  weight: z.enum(['Lighter', 'Default', 'Bolder']).optional(),
  size: z.enum(['Small', 'Default', 'Medium', 'Large', 'ExtraLarge']).optional(),
  color: z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
  isSubtle: z.boolean().optional(),
};
const Card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.2', '1.3', '1.4']),
  lang: z.string().optional(),
  rtl: z.boolean().optional(),
  fallbackText: z.string().optional(),
  msteams: z.strictObject({ width: z.literal('Full') }).optional(),
  body: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('TextBlock'),
          text: z.string().min(1),
          wrap: z.boolean().optional(),
          separator: z.boolean().optional(),
          ...look,
        }),
        z.strictObject({
          type: z.literal('RichTextBlock'),
          inlines: z
            .array(z.strictObject({ type: z.literal('TextRun'), text: z.string().min(1), ...look }))
            .min(1),
        }),
      ]),
    )
    .min(1),
  actions: z
    .array(
      z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string().min(1), url: z.url() }),
    )
    .max(6),
});
const Message = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null().optional(),
        content: Card,
      }),
    )
    .length(1),
});

/** A workflow of Microsoft Teams that posts a card when it gets one. */
export class Teams extends ChatService {
  /** Paths of workflows that are turned on. */
  readonly workflows = new Set<string>();

  addWorkflow(name = `flow${this.workflows.size}`): string {
    const path = `/powerautomate/automations/direct/workflows/${name}/triggers/manual/paths/invoke`;
    this.workflows.add(path);
    return `${this.url}${path}?api-version=1&sig=secret`;
  }

  protected answer({ path, text, search }: Received): Answer {
    if (search.get('sig') !== 'secret')
      return { status: 401, body: { error: { code: 'DirectApiAuthorizationRequired' } } };
    if (!this.workflows.has(path))
      return { status: 404, body: { error: { code: 'WorkflowNotFound' } } };
    if (this.isTooFast(path)) return { status: 429, headers: { 'retry-after': '1' } };
    if (Buffer.byteLength(text) > MAX_BYTES) return this.refuse('too large', { status: 413 });
    const parsed = Message.safeParse(objectIn(text));
    if (!parsed.success) return this.refuse(z.prettifyError(parsed.error), { status: 400 });
    for (const block of parsed.data.attachments[0]?.content.body ?? []) {
      if (block.type === 'TextBlock')
        this.mentions.push(...(block.text.match(/<at\b|\{\{(?:DATE|TIME)/gi) ?? []));
    }
    this.keep({ to: path, thread: null, body: parsed.data });
    return { status: 202 };
  }
}
