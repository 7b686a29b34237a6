import { mkdirSync } from 'node:fs';
import { type Db, openDb } from '../db/client.ts';
import { databaseFile } from '../db/file.ts';
import { type Deps, makeDeps, newId } from './deps.ts';
import { type Config, readConfig, UnreadableEnvironment } from './env.ts';
import { chooseMailer } from './notify/transports/choose.node.ts';
import { ensurePrivate } from './private-file.node.ts';
import { sameFile } from './same-file.node.ts';
import { dataFolder, nodeHashes, secretOf } from './secret.node.ts';
import { compressors } from './snapshot/compress.node.ts';
import { lastKnownOnDisk, logosOnDisk } from './snapshot/last-known.node.ts';

let opened: Promise<Deps> | undefined;

/** The process's own dependencies, made at the first call. */
export function openDeps(): Promise<Deps> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Deps> {
  const config = readConfig(process.env);
  makeFolder(config);
  const db = openDatabase(config);
  return makeDeps({
    config,
    db,
    secret: secretOf(config),
    hashes: nodeHashes,
    mailer: chooseMailer(config, { db, newId, clock: Date.now }),
    compressors,
    keepLater: true,
    lastKnown: lastKnownOnDisk(dataFolder(config)),
    logoCopies: logosOnDisk(dataFolder(config)),
    buildId: import.meta.env?.BUILD_ID ?? 'source',
  });
}

function openDatabase({ databaseUrl: url, databaseAuthToken: authToken }: Config): Db {
  const file = databaseFile(url);
  try {
    if (file !== null) ensurePrivate(file);
    return openDb({ url, authToken, fileIs: sameFile(url) });
  } catch (error) {
    if (file === null) throw error;
    throw new UnreadableEnvironment(
      `The database ${file} cannot be opened. See that whoever runs Allclear may read and write it, and its folder: ${(error as Error).message}`, // libSQL throws its own errors
    );
  }
}

function makeFolder(config: Config): void {
  const folder = dataFolder(config);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    // A SystemError, which says what was tried and why not.
    throw new UnreadableEnvironment(
      `DATABASE_URL names a file in ${folder}, a folder that cannot be made: ${(error as Error).message}`,
    );
  }
}
