import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A clock for servers started with its `env`. It runs on from the time it is set to. */
export function movableClock() {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-clock-'));
  const file = join(folder, 'ahead');
  let offset = 0;
  const moveBy = (ms: number) => {
    offset = ms;
    writeFileSync(file, String(offset));
  };
  moveBy(0);
  const program = resolve(import.meta.dirname, 'moved-clock.mjs');
  return {
    env: { CLOCK_FILE: file, NODE_OPTIONS: `--import=${program}` },
    now: () => Date.now() + offset,
    moveTo: (at: number) => moveBy(at - Date.now()),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
