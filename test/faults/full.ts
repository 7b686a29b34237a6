/** `npm run faults` runs the same tests at their full size. */
export const FULL = Boolean(process.env.FULL);
