/** How long a reader waits for a database that does not answer, ms. */
export const PATIENCE = 1500;

export class Late extends Error {
  constructor() {
    super('the database did not answer in time');
    this.name = 'Late';
  }
}

/** The work's own answer, or an error when it takes longer than a reader would wait. */
export async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, refuse) => {
    timer = setTimeout(() => refuse(new Late()), PATIENCE);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
