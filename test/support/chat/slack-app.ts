import type { ConsoleWorld } from '../world/console.ts';
import { eventually } from '../world/eventually.ts';
import type { Slack } from './slack.ts';
import { signedBySlack } from './slack-workspace.ts';

export const SIGNING_SECRET = '0123456789abcdef0123456789abcdef';
const TEAM = 'T0TEAM';

type Button = { action_id: string; value?: string; url?: string; text: { text: string } };
type Option = { text: { text: string }; value: string };
type Field = {
  type: string;
  action_id: string;
  options?: Option[];
  initial_option?: Option;
  initial_options?: Option[];
};
type SlackFields = { block_id: string; elements: Field[] };
/** An answer as a person sees it. */
export type SlackReply = {
  /** All that is written in it. */
  text: string;
  buttons: Button[];
  fields: SlackFields[];
  isForChannel: boolean;
  replaces: boolean;
};

/** Slack’s side of `/incident`: signed requests, and the answers to each. */
export class SlackApp {
  #requests = 0;
  readonly #world: ConsoleWorld;
  readonly #slack: Slack;

  constructor(world: ConsoleWorld, slack: Slack) {
    this.#world = world;
    this.#slack = slack;
  }

  /** What a person types after `/incident`, and the answers. */
  async command(userId: string, text: string, channelId = 'C0OPS'): Promise<SlackReply[]> {
    const place = this.#place();
    const form = new URLSearchParams({
      ...{ command: '/incident', text, team_id: TEAM, user_id: userId, channel_id: channelId },
      ...{ response_url: place, trigger_id: place },
    });
    await this.post(`${form}`);
    return this.answersAt(place);
  }

  async click(userId: string, { buttons }: SlackReply, action: string): Promise<SlackReply[]> {
    const button = buttons.find(({ action_id }) => action_id === action);
    if (!button) throw new Error(`no ${action} among ${buttons.map((one) => one.action_id)}`);
    const place = this.#place();
    await this.post(this.clickBody(userId, button, place));
    return this.answersAt(place);
  }

  /** Chooses components by their labels, and a status. */
  async choose(
    userId: string,
    { fields: [block] }: SlackReply,
    { components, status }: { components: readonly string[]; status?: string },
  ): Promise<SlackReply[]> {
    const field = block?.elements.find(({ action_id }) => action_id === 'components');
    const selected_options = components.map((label) => {
      const found = field?.options?.find(({ text }) => text.text === label);
      return found ?? { value: label };
    });
    const selected_option = selected_options[0] ?? field?.initial_option;
    const preset = block?.elements.find(({ action_id }) => action_id === 'status')?.initial_option;
    const values = {
      components: field?.type === 'static_select' ? { selected_option } : { selected_options },
      status: { selected_option: status ? { value: status } : (preset ?? null) },
    };
    const block_id = block?.block_id ?? '';
    const place = this.#place();
    const payload = {
      ...{ type: 'block_actions', team: { id: TEAM }, user: { id: userId } },
      ...{ channel: { id: 'C0OPS' }, response_url: place },
      actions: [{ action_id: status ? 'status' : 'components', block_id }],
      state: { values: { [block_id]: values } },
    };
    await this.post(`${new URLSearchParams({ payload: JSON.stringify(payload) })}`);
    return this.answersAt(place);
  }

  clickBody(userId: string, { action_id, value }: Button, place: string): string {
    const payload = {
      ...{ type: 'block_actions', team: { id: TEAM }, user: { id: userId } },
      ...{ channel: { id: 'C0OPS' }, response_url: place, actions: [{ action_id, value }] },
    };
    return `${new URLSearchParams({ payload: JSON.stringify(payload) })}`;
  }

  async pin(userId: string, channelId: string, message: { ts: string; text: string }) {
    const item = { type: 'message', channel: channelId, message: { type: 'message', ...message } };
    const event = { type: 'pin_added', user: userId, channel_id: channelId, item };
    const body = {
      type: 'event_callback',
      team_id: TEAM,
      event_id: `Ev${++this.#requests}`,
      event,
    };
    return this.post(JSON.stringify(body), { type: 'application/json' });
  }

  /** Posts a body as Slack does; `headers` replace its signature. */
  async post(
    body: string,
    {
      type = 'application/x-www-form-urlencoded',
      headers,
    }: { type?: string; headers?: object } = {},
  ): Promise<Response> {
    const now = this.#world.deps.clock();
    const signed = headers ?? (await signedBySlack(SIGNING_SECRET, body, now));
    return this.#world.request('/hooks/slack', {
      ...{ method: 'POST', body },
      headers: { 'content-type': type, ...signed },
    });
  }

  /** They come after the response. */
  answersAt(place: string): Promise<SlackReply[]> {
    const path = new URL(place).pathname;
    return eventually(async () => {
      const found = this.#slack.replies.filter(({ to }) => to === path);
      if (found.length === 0) throw new Error(`no answer at ${path} ${this.#slack.refused}`);
      return found.map(({ body }) => readReply(body));
    });
  }

  #place = (): string => `${this.#slack.url}/reply/${++this.#requests}`;
}

function readReply(body: Record<string, unknown>): SlackReply {
  const blocks = (body.blocks ?? []) as {
    text?: { text: string };
    elements?: object[];
    block_id?: string;
  }[];
  const elements = blocks.flatMap((block) => block.elements ?? []);
  const texts = [...blocks, ...elements].flatMap((one) => {
    const isField = 'action_id' in one;
    const text = isField ? undefined : 'text' in one && one.text;
    return typeof text === 'string' ? [text] : text ? [(text as { text: string }).text] : [];
  });
  return {
    text: (blocks.length > 0 ? texts : [`${body.text}`]).join('\n'),
    buttons: elements.filter((one) => 'type' in one && one.type === 'button') as Button[],
    fields: blocks.filter(({ block_id }) => block_id) as SlackFields[],
    isForChannel: body.response_type === 'in_channel',
    replaces: body.replace_original === true,
  };
}
