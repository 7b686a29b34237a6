import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { allRows } from '../../db/dump.ts';
import { command } from './command.ts';
import { headOf } from './dump-format.ts';

const help = `Writes everything that one installation holds, to be restored into another, or kept.

  npm run --silent dump > allclear.jsonl
  npm run dump -- --out allclear.jsonl

  --out    a file; without it, standard output. It holds addresses and password hashes: keep it safe

One JSON object a line, each a row of a table, at one instant; ids and tokens stay what they are.
Keep SECRET_KEY (or data/secret.key) with it: links in mails are signed with that.`;

await command({ help, options: { out: { type: 'string' } } }, async ({ values, deps }) => {
  const { db } = await deps();
  const out: Writable = values.out
    ? createWriteStream(values.out, { mode: 0o600 })
    : process.stdout;
  const write = async (line: unknown) => {
    if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
  };
  await write(headOf());
  let n = 0;
  for (const { table, rows } of await allRows(db))
    for (const row of rows) {
      await write({ table, row });
      n++;
    }
  await write({ end: n });
  if (values.out) {
    out.end();
    await once(out, 'finish');
  }
  console.error(`${n} rows.`);
});
