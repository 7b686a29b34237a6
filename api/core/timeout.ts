/** How long a reader waits for the database, ms. */
export const TIMEOUT = 1500;

export class TimeoutError extends Error {
  constructor() {
    super('the database did not answer in time');
    this.name = 'Late';
  }
}

/** How long one response may read the past, over all its queries, ms. */
export const TOTAL_TIMEOUT = 10_000;
/** The same for three months of a busy page in one document, ms. */
export const QUARTER_TIMEOUT = 60_000;

/** Each query answered in time, but there were too many of them. The database is not away. */
export class TotalTimeoutError extends TimeoutError {}

/** The result of the work, or an error when it takes longer than a reader would wait. */
export async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new TimeoutError()), TIMEOUT);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
