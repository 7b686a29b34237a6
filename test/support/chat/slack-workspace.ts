/** A user of the workspace, as `users.info` shows them. */
export type SlackUser = {
  team_id: string;
  email?: string;
  is_email_confirmed?: boolean;
  deleted?: boolean;
  is_bot?: boolean;
};
type Room = { name: string; topic: string; members: string[] };

/** Scopes that each method needs; Slack names the first one that is missing. */
const needs: Record<string, string[]> = {
  'conversations.create': ['channels:manage'],
  'conversations.invite': ['channels:manage'],
  'conversations.setTopic': ['channels:manage'],
  'users.info': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
};

/** Users and channels of a workspace, with Slack's errors and its rules for names and topics. */
export class SlackWorkspace {
  readonly users = new Map<string, SlackUser>();
  readonly rooms = new Map<string, Room>();
  /** Each topic that was set, since Slack posts a line for it. */
  readonly topics: string[] = [];

  knows = (method: string): boolean => method in needs;

  call(method: string, given: Record<string, unknown>, scopes: readonly string[]): string | object {
    const needed = needs[method]?.find((scope) => !scopes.includes(scope));
    if (needed) return { ok: false, error: 'missing_scope', needed, provided: scopes.join(',') };
    switch (method) {
      case 'users.info':
        return this.#user(`${given.user}`, scopes);
      case 'users.lookupByEmail':
        return this.#byEmail(`${given.email}`, scopes);
      case 'conversations.create':
        return this.#create(`${given.name}`);
      case 'conversations.invite':
        return this.#invite(`${given.channel}`, `${given.users}`);
      default:
        return this.#setTopic(`${given.channel}`, `${given.topic}`);
    }
  }

  #user(id: string, scopes: readonly string[]): string | object {
    const user = this.users.get(id);
    if (!user) return 'user_not_found';
    const { email, ...rest } = user;
    return { user: { id, ...rest, profile: scopes.includes('users:read.email') ? { email } : {} } };
  }

  #byEmail(email: string, scopes: readonly string[]): string | object {
    const found = [...this.users].find(([, user]) => user.email === email && !user.deleted);
    return found ? this.#user(found[0], scopes) : 'users_not_found';
  }

  #create(name: string): string | object {
    if (!/^[\p{Ll}\p{Lo}\p{Lm}\p{N}_-]+$/u.test(name)) return 'invalid_name_specials';
    if (name.length > 80) return 'invalid_name_maxlength';
    if ([...this.rooms.values()].some((room) => room.name === name)) return 'name_taken';
    const id = `C0ROOM${this.rooms.size}`;
    this.rooms.set(id, { name, topic: '', members: [] });
    return { channel: { id, name } };
  }

  #invite(channel: string, users: string): string | object {
    const room = this.rooms.get(channel);
    if (!room) return 'channel_not_found';
    if (!this.users.has(users)) return 'user_not_found';
    if (room.members.includes(users)) return 'already_in_channel';
    room.members.push(users);
    return { channel: { id: channel } };
  }

  #setTopic(channel: string, topic: string): string | object {
    const room = this.rooms.get(channel);
    if (!room) return 'channel_not_found';
    if (topic.length > 250) return 'too_long';
    room.topic = topic;
    this.topics.push(topic);
    return { channel: { id: channel } };
  }
}

/** Slack's signature of a request, for the app with this secret. */
export async function signedBySlack(secret: string, body: string, now: number) {
  const seconds = `${Math.floor(now / 1000)}`;
  const encoder = new TextEncoder();
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), hmac, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, encoder.encode(`v0:${seconds}:${body}`));
  return {
    'x-slack-request-timestamp': seconds,
    'x-slack-signature': `v0=${Buffer.from(mac).toString('hex')}`,
  };
}
