import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { makeGitHubHook } from '../../../api/actions/change/github.ts';
import { issueToken } from '../../../api/actions/team/token.ts';
import { createApp } from '../../../api/app.ts';
import { startEdge } from '../edge/edge.ts';
import { startSqld } from '../edge/sqld.ts';
import { makeWorld, type World } from './world.ts';

/** A running Allclear as a black-box suite sees it. */
export type Subject = {
  url: string;
  pageId: string;
  publisher: string;
  viewer: string;
  /** Null for an external subject without one. */
  ownerToken: string | null;
  /** BOUNCE_HOOK_SECRET; null for an external subject. */
  bounceSecret: string | null;
  /** The secret of the page’s webhook for GitHub; null for an external subject. */
  gitHubSecret: string | null;
  /** Set only when the subject runs in this process. */
  world: World | null;
  /** Its database, also of the Worker; null for an external subject. */
  store: Pick<World, 'deps' | 'owner'> | null;
  stop: () => Promise<void>;
};

/**
 * The installation that a contract suite tests: an external one named by SUBJECT_URL, with
 * SUBJECT_PAGE and the tokens SUBJECT_PUBLISHER, SUBJECT_VIEWER and SUBJECT_OWNER; otherwise a new
 * one on Node, or with SUBJECT=edge the built Worker with a libSQL server.
 */
export async function startSubject(): Promise<Subject> {
  const { SUBJECT_URL, SUBJECT_PAGE, SUBJECT_PUBLISHER, SUBJECT_VIEWER, SUBJECT_OWNER } =
    process.env;
  if (!SUBJECT_URL) return process.env.SUBJECT === 'edge' ? startOnEdge() : startOwn();
  if (!SUBJECT_PAGE || !SUBJECT_PUBLISHER || !SUBJECT_VIEWER)
    throw new Error('SUBJECT_URL needs SUBJECT_PAGE, SUBJECT_PUBLISHER and SUBJECT_VIEWER too.');
  return {
    url: SUBJECT_URL.replace(/\/$/, ''),
    pageId: SUBJECT_PAGE,
    publisher: SUBJECT_PUBLISHER,
    viewer: SUBJECT_VIEWER,
    ownerToken: SUBJECT_OWNER ?? null,
    bounceSecret: null,
    gitHubSecret: null,
    world: null,
    store: null,
    stop: async () => {},
  };
}

const BOUNCE_SECRET = '0123456789abcdef0123456789';

async function startOnEdge(): Promise<Subject> {
  const sqld = await startSqld();
  const world = await makeWorld({ url: sqld.url });
  const tokens = await tokensOf(world);
  const variables = {
    DATABASE_URL: sqld.url,
    SECRET_KEY: world.secret,
    // A suite asks with one token, and faster than any program.
    API_RATE_LIMIT: '1000000',
  };
  const edge = await startEdge({ ...variables, BOUNCE_HOOK_SECRET: BOUNCE_SECRET });
  return {
    url: edge.url,
    pageId: world.pageId,
    ...tokens,
    bounceSecret: BOUNCE_SECRET,
    world: null,
    store: world,
    stop: async () => {
      await edge.stop();
      world.close();
      await sqld.stop();
    },
  };
}

async function tokensOf({ deps, pageId, owner }: World) {
  const publisher = await issueToken(deps, owner, pageId, { name: 'ci', role: 'publisher' });
  const viewer = await issueToken(deps, owner, pageId, { name: 'board', role: 'viewer' });
  const ownerToken = await issueToken(deps, owner, pageId, { name: 'terraform', role: 'owner' });
  const gitHubSecret = await makeGitHubHook(deps, owner, pageId);
  return { publisher, viewer, ownerToken, gitHubSecret };
}

async function startOwn(): Promise<Subject> {
  const world = await makeWorld({ env: { BOUNCE_HOOK_SECRET: BOUNCE_SECRET } });
  const { deps, pageId } = world;
  const tokens = await tokensOf(world);
  const app = createApp(
    async () => deps,
    async (c) => c.text('a page', 404),
  );
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((ready) => server.once('listening', () => ready()));
  // As in the product: no connection in use is closed.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 65_000;
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    pageId,
    ...tokens,
    bounceSecret: BOUNCE_SECRET,
    world,
    store: world,
    stop: async () => {
      await new Promise((done) => server.close(done));
      world.close();
    },
  };
}
