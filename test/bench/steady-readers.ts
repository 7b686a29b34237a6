import { Agent, get } from 'node:http';

/**
 * A process of readers who ask at a steady rate, whether or not they were answered: what one slow
 * answer does to the next is part of what is measured. Ends with its input; prints what each saw.
 * The marks are looked for at the end, once in each version: what reads must not hold up what is read.
 */
const [url = '', rate = '500'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const seen: { at: number; ms: number; version: string; ok: boolean }[] = [];
const versions = new Map<string, Buffer[]>();
let wanted = true;
process.stdin.once('end', () => {
  wanted = false;
});
process.stdin.resume();
const now = () => performance.timeOrigin + performance.now();

function ask(): Promise<void> {
  const at = now();
  return new Promise((resolve) => {
    const done = (ok: boolean, version: string) => {
      seen.push({ at, ms: now() - at, version, ok });
      resolve();
    };
    get(url, { agent }, (answer) => {
      const version = answer.headers.etag ?? '';
      if (versions.has(version)) answer.resume();
      else {
        const batches: Buffer[] = [];
        versions.set(version, batches);
        answer.on('data', (batch: Buffer) => batches.push(batch));
      }
      answer.on('end', () => done(answer.statusCode === 200, version));
    }).on('error', () => done(false, ''));
  });
}

/** The newest that a version of the page tells. */
function markIn(version: string): number {
  const text = Buffer.concat(versions.get(version) ?? []).toString();
  return Math.max(0, ...[...text.matchAll(/mark-(\d+)/g)].map((found) => Number(found[1])));
}

const underWay = new Set<Promise<void>>();
let asked = 0;
const began = now();
while (wanted) {
  for (const due = ((now() - began) / 1000) * Number(rate); asked < due; asked++) {
    const asking = ask().finally(() => underWay.delete(asking));
    underWay.add(asking);
  }
  await new Promise((resume) => setTimeout(resume, 2));
}
await Promise.all(underWay);
const marks = new Map([...versions.keys()].map((version) => [version, markIn(version)]));
const marked = seen.map(({ version, ...rest }) => ({ ...rest, mark: marks.get(version) ?? 0 }));
console.log(JSON.stringify(marked));
agent.destroy();
