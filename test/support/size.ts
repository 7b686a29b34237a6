/** `npm run faults` runs the fault tests at their full size. */
export const FULL = process.env.FULL === '1';

/** `FULL=1 npm run test:edge`: without it, what Node is given in full is given to the Worker in part. */
export const PART_AT_EDGE = process.env.SUBJECT === 'edge' && !FULL;
