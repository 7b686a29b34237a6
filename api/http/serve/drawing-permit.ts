import type { AppContext, DrawPage } from '../../context/context.ts';
import { networksOf } from '../../network/address.ts';
import { clientIp } from '../client-ip.ts';

/** Draws a page within the limits for visitors who are not signed in; `cost` in simple pages. */
export function drawWithinLimits<T>(
  c: AppContext,
  cost: number,
  draw: () => Promise<T>,
): Promise<T> {
  const { drawing, clock } = c.var.deps;
  const networks = networksOf(clientIp(c));
  return drawing.run({ networks, now: clock(), cost }, () => drawn(c, draw));
}

/** Draws without limits: for pages that many readers share. */
export async function drawn<T>(c: AppContext, draw: () => Promise<T>): Promise<T> {
  c.set('hasPermit', true);
  try {
    return await draw();
  } finally {
    c.set('hasPermit', false);
  }
}

/** Applies the limits to every page that a route draws for visitors who are not signed in. */
export const withDrawingLimits =
  (drawPage: DrawPage): DrawPage =>
  (c, locals, path) => {
    const isFree = c.get('actor') || c.get('hasPermit') || !c.get('deps');
    const draw = () => drawPage(c, locals, path);
    return isFree ? draw() : drawWithinLimits(c, 1, draw);
  };
