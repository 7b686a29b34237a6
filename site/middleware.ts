import { defineMiddleware } from 'astro:middleware';

/** Astro turns an error into an empty 500, so the error is stored for `drawPage`, which throws it. */
export const onRequest = defineMiddleware(async ({ locals }, next) => {
  try {
    return await next();
  } catch (error) {
    locals.failure = { error };
    throw error;
  }
});
