import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasPostfix, startPostfix } from '../support/mail/postfix.ts';
import { insertFanOut } from './fan-out.ts';
import { cpuTime } from './process.ts';
import { median, round, table } from './table.ts';

const PEOPLE = Number(process.env.BENCH_MAILS ?? 5000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
/** A commit to compare with, as git names it. */
const BEFORE = process.env.BENCH_BEFORE;
const root = resolve(import.meta.dirname, '../..');
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));

type Measured = { mailsPerSecond: number; cpuPerMail: number };

/** Mails a second into a Postfix on this machine, which throws them away; the two commits take turns. */
export async function postfix(): Promise<void> {
  if (!hasPostfix)
    return console.log('\nPostfix is not installed, or this is not root: its table is left out.');
  const folder = mkdtempSync(join(tmpdir(), 'allclear-bench-'));
  const trees = new Map([['this one', root]]);
  if (BEFORE) trees.set(BEFORE, checkout(BEFORE, join(folder, 'before')));
  const found = new Map([...trees.keys()].map((name) => [name, [] as Measured[]]));
  const server = await startPostfix({ settings: { default_transport: 'discard:' } });
  try {
    for (let i = 0; i < ROUNDS; i++)
      for (const [name, tree] of trees)
        found.get(name)?.push(await sent(tree, `${server.url}?ignoreTLS=true`));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const of = (all: Measured[], which: keyof Measured) => all.map((one) => one[which]);
  const rows = [...found].map(([name, all]) => [
    name,
    round(median(of(all, 'mailsPerSecond')), 1),
    `${round(Math.min(...of(all, 'mailsPerSecond')), 1)}–${round(Math.max(...of(all, 'mailsPerSecond')), 1)}`,
    round(median(of(all, 'cpuPerMail'))),
  ]);
  const head = ['commit', 'mails/s', 'least–most', 'CPU ms a mail'];
  table(
    `${PEOPLE.toLocaleString('en')} mails into a local Postfix: medians of ${ROUNDS}`,
    head,
    rows,
  );
  if (!BEFORE) console.log('\nBENCH_BEFORE=<commit> adds that commit to the table.');
}

/** The files of a commit beside this one's packages. */
function checkout(commit: string, folder: string): string {
  mkdirSync(folder);
  const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** One fan-out by the code of a tree, on a database of its own. */
async function sent(tree: string, smtpUrl: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-mail-'));
  const url = `file:${join(folder, 'allclear.db')}`;
  const db = await insertFanOut(tree, url, PEOPLE);
  const program = join(tree, 'test/errors/sender-process.ts');
  const args = [program, url, smtpUrl, 'https://status.acme.example', 'a secret of the bench'];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write('start\n');
  await once(child.stdout, 'data');
  const [began, cpuBefore] = [performance.now(), cpuTime(child.pid)];
  const counts = () => db.execute('select state, sent from notification');
  let [row] = (await counts()).rows;
  for (; row?.state !== 'done'; [row] = (await counts()).rows) {
    if (child.exitCode !== null) throw new Error(`the sender of ${tree} ended`);
    await pause(50);
  }
  const [took, cpu] = [performance.now() - began, cpuTime(child.pid) - cpuBefore];
  child.kill('SIGKILL');
  await once(child, 'exit');
  db.close();
  rmSync(folder, { recursive: true });
  if (Number(row?.sent) !== PEOPLE) throw new Error(`${row?.sent} of ${PEOPLE} were sent`);
  return { mailsPerSecond: PEOPLE / (took / 1000), cpuPerMail: cpu / PEOPLE };
}
