import { Agent, get } from 'node:http';

/**
 * A process of readers who ask at a steady rate, whether or not they were answered: what one slow
 * answer does to the next is part of what is measured. Ends with its input; prints what each saw.
 */
const [url = '', rate = '500'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const seen: { at: number; ms: number; mark: number; ok: boolean }[] = [];
let wanted = true;
process.stdin.once('end', () => {
  wanted = false;
});
process.stdin.resume();
const now = () => performance.timeOrigin + performance.now();

function ask(): Promise<void> {
  const at = now();
  return new Promise((resolve) => {
    const done = (ok: boolean, text: string) => {
      const marks = [...text.matchAll(/mark-(\d+)/g)].map((found) => Number(found[1]));
      seen.push({ at, ms: now() - at, mark: Math.max(0, ...marks), ok });
      resolve();
    };
    get(url, { agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => done(answer.statusCode === 200, text));
    }).on('error', () => done(false, ''));
  });
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
console.log(JSON.stringify(seen));
agent.destroy();
