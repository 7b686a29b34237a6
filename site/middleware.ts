import { defineMiddleware } from 'astro:middleware';

/** Astro answers a fault with an empty 500: what was thrown is kept for `renderPage`, which throws it. */
export const onRequest = defineMiddleware(async ({ locals }, next) => {
  try {
    return await next();
  } catch (error) {
    locals.fault = { error };
    throw error;
  }
});
