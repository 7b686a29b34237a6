/** Retries an expectation for up to fifteen seconds, since mail is sent after the response. */
export async function eventually<T>(check: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await check();
    } catch (error) {
      if (tries === 60) throw error;
      await new Promise((resume) => setTimeout(resume, 250));
    }
  }
}
