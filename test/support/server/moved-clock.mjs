import { readFileSync } from 'node:fs';

/** Loaded before a server: its clock runs ahead by the ms in `CLOCK_FILE`, and a minute's tick comes four times a second. */
const Real = Date;
const ahead = () => Number(readFileSync(process.env.CLOCK_FILE, 'utf8')) || 0;
const now = () => Real.now() + ahead();

globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }
  static now() {
    return now();
  }
};

const every = globalThis.setInterval;
globalThis.setInterval = (run, ms, ...rest) => every(run, ms === 60_000 ? 250 : ms, ...rest);
