import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Db } from '../../../db/engine/client.ts';
import { allRows } from '../../../db/engine/dump.ts';
import { PRIVATE } from '../../runtime/private-file.node.ts';
import { CommandError, command } from '../shared/command.ts';
import { headOf } from './dump-format.ts';
import { withoutChannelSecrets } from './dump-secrets.ts';

const help = `Writes all data of an installation to a file, to restore elsewhere or to archive.

  npm run dump -- --out allclear.jsonl
  npm run --silent dump | gzip > allclear.jsonl.gz

  --with-secrets
           also addresses of webhooks and chats, and the secrets that sign their requests
  --out    a file, only readable by you (default: standard output; permissions follow your umask).
           It contains addresses and password hashes: keep it safe

One JSON object per row and line, from one point in time. IDs and tokens are kept.
Keep SECRET_KEY (or data/secret.key) with it: it signs the links in sent emails.`;

const options = { out: { type: 'string' }, 'with-secrets': { type: 'boolean' } } as const;

await command({ help, options }, async ({ values, deps }) => {
  const { db } = await deps();
  const fresh = values.out && `${values.out}.${process.pid}`;
  try {
    if (fresh) await rm(fresh, { force: true });
    const file = fresh && createWriteStream(fresh, { flags: 'wx', mode: PRIVATE });
    const n = await pipe(file || process.stdout, db, values['with-secrets'] !== undefined);
    if (fresh && values.out) await rename(fresh, values.out);
    console.error(`${n} rows${values.out ? ` in ${values.out}` : ''}.`);
  } finally {
    if (fresh) await rm(fresh, { force: true });
  }
});

/** Returns the number of rows. A previous file stays until the dump is complete. */
async function pipe(out: Writable, db: Db, hasSecrets: boolean): Promise<number> {
  let n = 0;
  async function* lines() {
    yield lineOf(headOf());
    for (const { table, rows } of await allRows(db))
      for (const row of rows) {
        const written = hasSecrets ? row : withoutChannelSecrets(table, row);
        if (!written) continue;
        yield lineOf({ table, row: written });
        n++;
      }
    yield lineOf({ end: n });
  }
  await pipeline(lines, out, { end: out !== process.stdout }).catch((error: Error) => {
    throw new CommandError(`The dump was not written: ${error.message}.`);
  });
  return n;
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
