import { Hono } from 'hono';
import { findChatCommands } from '../../../db/chat/commands.ts';
import { findSitePage, type Page } from '../../../db/page/page.ts';
import { claimChatRequest, signingSecretOf } from '../../actions/chat/commands.ts';
import { behind } from '../../context/behind.ts';
import type { App, AppContext } from '../../context/context.ts';
import { errorFacts } from '../../core/log.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { runButton } from './button.ts';
import { runCommand } from './command/run.ts';
import { keepChosenComponents } from './draft/choose.ts';
import { recordPin } from './pin.ts';
import type { ChatReply } from './slack/message.ts';
import { literal, plainReply } from './slack/message.ts';
import { chatMember } from './slack/person.ts';
import { postReply } from './slack/reply.ts';
import { type ChatPlace, type ChatRequest, readChatRequest } from './slack/request.ts';
import { isSignedBySlack } from './slack/signature.ts';

/**
 * At `/hooks/slack`: what Slack sends to the app of the page. Slack waits three seconds, so commands
 * and buttons are answered at once, and their result follows at the address that came with them.
 */
export function chatHooks(): Hono<App> {
  const app = new Hono<App>();
  app.post('/', async (c) => {
    const { deps } = c.var;
    const page = await findSitePage(deps.db, deps.pageId);
    const commands = page && (await findChatCommands(deps.db, page.id));
    if (!commands) throw notFound('hook');
    const bytes = new Uint8Array(await c.req.arrayBuffer()); // the signature is over these bytes
    const { headers } = c.req.raw;
    const secret = await signingSecretOf(deps, commands);
    if (!secret || !(await isSignedBySlack(secret, { headers, bytes }, deps.clock())))
      throw new Problem('unauthenticated', 'The signature is missing, wrong or too old.');
    const type = c.req.header('content-type') ?? '';
    const request = readChatRequest(new TextDecoder().decode(bytes), type);
    if (request.kind === 'verification') return c.text(request.challenge);
    if (request.kind === 'other') return c.body(null, 200);
    if (request.kind === 'pin') {
      await recordPin(deps, page, request.pin);
      return c.body(null, 200);
    }
    const signature = headers.get('x-slack-signature') ?? '';
    if (await claimChatRequest(deps, page.id, signature)) behind(c, finish(c, page, request));
    return c.body(null, 200);
  });
  return app;
}

type Asked = Extract<ChatRequest, { place: ChatPlace }>;

/** Never rejects: the response has been sent. */
async function finish(c: AppContext, page: Page, request: Asked): Promise<void> {
  const { deps } = c.var;
  try {
    for (const reply of await repliesTo(c, page, request))
      await postReply(deps, request.place.responseUrl, reply);
  } catch (error) {
    deps.log('error', 'a request of Slack failed', errorFacts(error));
    const text = 'Something went wrong. Look at the incident before you try again.';
    await postReply(deps, request.place.responseUrl, { text });
  }
}

async function repliesTo(c: AppContext, page: Page, request: Asked): Promise<ChatReply[]> {
  try {
    c.set('page', page);
    if (request.kind === 'command') return [await runCommand(c, request)];
    const person = await chatMember(c.var.deps, page, request.place);
    if ('refusal' in person) return [plainReply(person.refusal)];
    c.set('actor', person.actor);
    if (request.kind === 'choice') return await keepChosenComponents(c, request);
    return await runButton(c, request);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [{ text: problemText(error) }];
  }
}

/** The message, and what is wrong with each field. */
function problemText({ message, fields }: Problem): string {
  const more = Object.values(fields).filter((one) => one && !message.includes(one));
  return [message, ...more.map((one) => `• ${one}`)].map(literal).join('\n');
}
