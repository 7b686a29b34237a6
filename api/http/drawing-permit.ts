import type { AppContext, RenderPage } from '../context/context.ts';
import { networksOf } from '../network/address.ts';
import { clientIp } from './client-ip.ts';

/** Draws within the limits of whoever is not signed in; `cost` is in simple pages. */
export function inTurn<T>(c: AppContext, cost: number, draw: () => Promise<T>): Promise<T> {
  const { drawing, clock } = c.var.deps;
  const networks = networksOf(clientIp(c));
  return drawing.run({ networks, now: clock(), cost }, () => drawn(c, draw));
}

/** Without a limit: what many readers share, and what there are few of. */
export async function drawn<T>(c: AppContext, draw: () => Promise<T>): Promise<T> {
  c.set('hasTurn', true);
  try {
    return await draw();
  } finally {
    c.set('hasTurn', false);
  }
}

/** Pages for people who are not signed in are drawn in turn, wherever a route draws them. */
export const withTurns =
  (renderPage: RenderPage): RenderPage =>
  (c, locals, path) => {
    const isFree = c.get('actor') || c.get('hasTurn') || !c.get('deps');
    const draw = () => renderPage(c, locals, path);
    return isFree ? draw() : inTurn(c, 1, draw);
  };
