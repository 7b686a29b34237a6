import { type Answer, ChatService, objectIn, type Posted, type Received } from './far-end.ts';

type Body = { incident: { incident_updates: { body: string }[] } };

/** Receivers of webhooks, which recognize a repeated message by its id. */
export class Webhooks extends ChatService {
  #hooks = 0;

  addHook(): string {
    return `${this.url}/hooks/${this.#hooks++}`;
  }

  protected answer({ path, text, messageId }: Received): Answer {
    const body = objectIn(text);
    if (!body || !messageId) return this.refuse('no message', { status: 400 });
    const earlier = this.posted.find(({ id, to }) => id === messageId && to === path);
    if (!earlier) this.keep({ to: path, thread: null, body: { ...body, text } }, messageId);
    // A repeated message whose bytes differ can't be told from another one.
    else if ((earlier.body as { text: string }).text !== text)
      return this.refuse(`another text for ${messageId}`, { status: 400 });
    else earlier.edits.push(text);
    return { status: 204 };
  }

  /** The text of the update that a message is about. */
  static updateIn = ({ body }: Posted): string =>
    (body as Body).incident.incident_updates[0]?.body ?? '';
}
