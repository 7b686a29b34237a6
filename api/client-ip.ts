import { z } from 'zod';
import type { AppContext } from './context.ts';

type NodeBindings = { incoming?: { socket?: { remoteAddress?: string } } };

/**
 * The address an attempt is counted under. A header is believed only where it was set by who
 * stands in front of us: Cloudflare at the edge, a proxy on the same machine or network on Node.
 */
export function clientIp(c: AppContext): string | undefined {
  const node = c.env as NodeBindings | undefined; // what @hono/node-server binds; absent elsewhere
  const peer = node?.incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '');
  if (!peer) return c.req.header('cf-connecting-ip');
  return isPrivate(peer) ? (lastForwarded(c.req.header('x-forwarded-for')) ?? peer) : peer;
}

const Ip = z.union([z.ipv4(), z.ipv6()]);

/** The address that the nearest proxy added; some add a port to it. Anything else is not believed. */
function lastForwarded(header: string | undefined): string | undefined {
  const last = header?.split(',').at(-1)?.trim() ?? '';
  const bare = last.replace(/^\[([^\]]+)\](?::\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1');
  return Ip.safeParse(bare).data;
}

const isPrivate = (ip: string): boolean =>
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd])/i.test(ip);
