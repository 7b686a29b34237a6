const PATIENCE = 15_000;
const MAX_PAUSE = 250;

/** Retries an expectation for up to fifteen seconds, since mail is sent after the response. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE;
  for (let pause = 25; ; pause = Math.min(2 * pause, MAX_PAUSE)) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}
