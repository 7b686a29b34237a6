import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { type Db, openDb } from '../../db/engine/client.ts';
import { databaseFile } from '../../db/engine/file.ts';
import type { FileIs } from '../../db/engine/retry/locked-file.ts';
import type { Deps } from '../context/deps.ts';
import { makeDeps } from '../context/make-deps.ts';
import type { Config } from '../core/config.ts';
import { nodeOpener } from '../core/encryption.node.ts';
import { readConfig, UnreadableEnvironment } from '../core/env.ts';
import { newId } from '../core/id.ts';
import { dataFolder, nodeHashes, secretOf } from '../core/secret.node.ts';
import { compressors } from '../http/cache/compress.node.ts';
import { outgoingFrom, probesFrom } from '../network/outgoing/open.node.ts';
import { systemResolver } from '../network/resolver.node.ts';
import { chooseMailer } from '../notify/channels/email/choose.node.ts';
import { chooseTester } from '../notify/test/choose.node.ts';
import { sameFile } from '../notify/thread/same-file.node.ts';
import { lastKnownOnDisk, logosOnDisk } from '../snapshot/last-known.node.ts';
import type { LastKnown } from '../snapshot/last-known.ts';
import { ensurePrivate } from './private-file.node.ts';

let opened: Promise<Deps> | undefined;

/** The dependencies of this process, created at the first call. */
export function openDeps(options: { creates?: boolean } = {}): Promise<Deps> {
  opened ??= open(options);
  return opened;
}

/** With `creates: false`, a missing database file stays missing: the last-known page is enough. */
async function open({ creates = true }: { creates?: boolean }): Promise<Deps> {
  const config = readConfig(process.env);
  makeFolder(config);
  const lastKnownOf = (host: string | null) => lastKnownOnDisk(dataFolder(config), host);
  const db = await openDatabase(config, lastKnownOf(null), creates);
  return makeDeps({
    config,
    db,
    secret: secretOf(config),
    hashes: nodeHashes,
    opener: nodeOpener,
    mailer: chooseMailer(config, { db, newId, clock: Date.now }),
    mailTester: chooseTester(config),
    resolve: systemResolver(),
    send: outgoingFrom(config),
    probes: probesFrom(config),
    compressors,
    storeLater: true,
    lastKnownOf,
    logoCopies: logosOnDisk(dataFolder(config)),
    buildId: import.meta.env?.BUILD_ID ?? 'source',
  });
}

async function openDatabase(config: Config, lastKnown: LastKnown, creates: boolean): Promise<Db> {
  const { databaseUrl: url, databaseAuthToken: authToken } = config;
  const file = databaseFile(url);
  const fileIs = sameFile(url);
  if (file === null) return openDb({ url, authToken });
  if (!creates && !existsSync(file) && (await lastKnown.load()))
    return openLater(url, file, fileIs);
  try {
    ensurePrivate(file);
    return openDb({ url, fileIs });
  } catch (error) {
    if (isNamed(file) && (await lastKnown.load())) return openLater(url, file, fileIs);
    throw new UnreadableEnvironment(
      `Can’t open the database ${file}. Check that the user running Allclear can read and write the file and its folder: ${(error as Error).message}`, // libSQL throws its own errors
    );
  }
}

/**
 * For a process that can serve the last-known page meanwhile. Waits for a missing file and never
 * creates it.
 */
const openLater = (url: string, file: string, fileIs: FileIs = () => 'same'): Db =>
  openDb({ url, fileIs: () => (existsSync(file) ? fileIs() : 'gone'), lazy: true });

/** Includes a broken link, such as to a disk that is not mounted. */
function isNamed(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found !== undefined && !found.isDirectory();
}

function makeFolder(config: Config): void {
  const folder = dataFolder(config);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    // A SystemError, which names the operation and the cause.
    throw new UnreadableEnvironment(
      `Can’t create the folder ${folder} for DATABASE_URL: ${(error as Error).message}`,
    );
  }
}
