import { z } from 'zod';
import { storableIn } from '../../../domain/text/characters.ts';

const Id = z.string().min(1).max(40);
const Address = z.string().max(2000);

const SlashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: Id,
  user_id: Id,
  channel_id: Id,
  response_url: Address,
});
const Interaction = z.object({
  type: z.literal('block_actions'),
  team: z.object({ id: Id }),
  user: z.object({ id: Id }),
  channel: z.object({ id: Id }),
  response_url: Address,
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.string().default(''),
        block_id: z.string().default(''),
      }),
    )
    .min(1),
  /** Of fields, what is chosen now: by block and field. */
  state: z
    .object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .optional()
    .catch(undefined),
});
const Option = z.object({ value: z.string().max(150) });
const Chosen = z.object({
  components: z.union([
    z.object({ selected_options: z.array(Option).max(200) }),
    z.object({ selected_option: Option.nullish() }),
  ]),
  status: z.object({ selected_option: Option.nullish() }).optional(),
});
const PinnedMessage = z.object({
  type: z.literal('pin_added'),
  user: Id,
  channel_id: Id,
  item: z.object({
    message: z
      .object({
        ts: z.string().regex(/^\d{1,12}\.\d{1,10}$/),
        text: z.string().default(''),
        user: Id.optional(),
        permalink: z.string().max(2000).optional(),
      })
      .loose(),
  }),
});
const Event = z.object({ type: z.literal('event_callback'), team_id: Id, event: z.unknown() });
const Verification = z.object({
  type: z.literal('url_verification'),
  challenge: z.string().max(500),
});

type SlashCommand = z.infer<typeof SlashCommand>;
export type ChatPin = z.infer<typeof PinnedMessage> & { team: string };
/** Who asks, where, and where the answer goes. */
export type ChatPlace = {
  teamId: string;
  userId: string;
  channelId: string;
  responseUrl: string;
};

/** What the fields of a preview have selected. */
export type ChatChoice = {
  /** Names the draft of the preview. */
  value: string;
  /** The field that was changed. */
  field: string;
  components: string[];
  status: string | null;
};

export type ChatRequest =
  | { kind: 'command'; text: string; place: ChatPlace }
  | { kind: 'button'; action: string; value: string; place: ChatPlace }
  | ({ kind: 'choice'; place: ChatPlace } & ChatChoice)
  | { kind: 'pin'; pin: ChatPin }
  | { kind: 'verification'; challenge: string }
  /** Slack sends more than was asked for. */
  | { kind: 'other' };

const other: ChatRequest = { kind: 'other' };

/** What Slack has sent: JSON for events, forms for commands and buttons. */
export function readChatRequest(text: string, type: string): ChatRequest {
  if (/^application\/json\b/i.test(type)) return eventIn(jsonIn(text));
  const form = storableIn(Object.fromEntries(new URLSearchParams(text)));
  if (form.payload !== undefined) return buttonIn(jsonIn(form.payload));
  const command = SlashCommand.safeParse(form);
  if (!command.success) return other;
  return { kind: 'command', text: command.data.text, place: placeOf(command.data) };
}

const placeOf = (given: SlashCommand): ChatPlace => ({
  teamId: given.team_id,
  userId: given.user_id,
  channelId: given.channel_id,
  responseUrl: given.response_url,
});

/** Of a preview. */
const fields = new Set(['components', 'status']);

function buttonIn(payload: unknown): ChatRequest {
  const { data } = Interaction.safeParse(payload);
  const [action] = data?.actions ?? [];
  if (!data || !action) return other;
  const place: ChatPlace = {
    ...{ teamId: data.team.id, userId: data.user.id, channelId: data.channel.id },
    responseUrl: data.response_url,
  };
  const { data: chosen } = Chosen.safeParse(data.state?.values[action.block_id]);
  if (!chosen || !fields.has(action.action_id))
    return { kind: 'button', action: action.action_id, value: action.value, place };
  return {
    ...{ kind: 'choice', value: action.block_id, field: action.action_id, place },
    components: optionsIn(chosen.components).map(({ value }) => value),
    status: chosen.status?.selected_option?.value ?? null,
  };
}

const optionsIn = (field: z.infer<typeof Chosen>['components']) =>
  'selected_options' in field ? field.selected_options : [field.selected_option ?? []].flat();

function eventIn(body: unknown): ChatRequest {
  const verification = Verification.safeParse(body);
  if (verification.success) return { kind: 'verification', challenge: verification.data.challenge };
  const callback = Event.safeParse(body);
  const pin = PinnedMessage.safeParse(callback.data?.event);
  if (!callback.success || !pin.success) return other;
  return { kind: 'pin', pin: { ...pin.data, team: callback.data.team_id } };
}

function jsonIn(text: string): unknown {
  try {
    return storableIn(JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
