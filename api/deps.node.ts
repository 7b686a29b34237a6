import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openDb } from '../db/client.ts';
import { type Deps, makeDeps, newId } from './deps.ts';
import { type Config, databaseFile, readConfig } from './env.ts';
import { holderName } from './notify/holder.node.ts';
import { chooseMailer } from './notify/transports/choose.node.ts';
import { nodeHashes } from './secret.node.ts';
import { compressors } from './snapshot/compress.node.ts';
import { lastKnownOnDisk } from './snapshot/last-known.node.ts';

let opened: Promise<Deps> | undefined;

/** The process's own dependencies, made at the first call. */
export function openDeps(): Promise<Deps> {
  opened ??= open(readConfig(process.env));
  return opened;
}

async function open(config: Config): Promise<Deps> {
  mkdirSync(dataFolder(config), { recursive: true });
  const db = openDb({ url: config.databaseUrl, authToken: config.databaseAuthToken });
  return makeDeps({
    config,
    db,
    secret: config.secretKey ?? keptSecret(config),
    hashes: nodeHashes,
    mailer: chooseMailer(config, { db, newId, clock: Date.now }),
    holder: holderName(newId()),
    compressors,
    keepLater: true,
    lastKnown: lastKnownOnDisk(dataFolder(config)),
    buildId: import.meta.env?.BUILD_ID ?? 'source',
  });
}

/** Where the database lies; `data` when it is a server elsewhere. */
const dataFolder = (config: Config): string =>
  dirname(databaseFile(config.databaseUrl) ?? 'data/allclear.db');

/** Made once and kept beside the database, readable by its owner only. */
function keptSecret(config: Config): string {
  const file = join(dataFolder(config), 'secret.key');
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // It exists: another start, or another process, has made it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
