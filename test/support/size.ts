/** `npm run faults` runs the fault tests at their full size. */
export const FULL = process.env.FULL === '1';
