/** Tries until it holds, for fifteen seconds: mail is sent after the answer. */
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
