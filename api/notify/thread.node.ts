import { parentPort, workerData } from 'node:worker_threads';
import { openDb } from '../../db/client.ts';
import { SECOND } from '../domain/time.ts';
import type { SenderConfig } from '../env.ts';
import { newId } from '../id.ts';
import { logFrom } from '../log.ts';
import { sameFile } from '../same-file.node.ts';
import { nodeHashes, secretOf } from '../secret.node.ts';
import { Signer } from '../secret.ts';
import type { Order } from './apart.node.ts';
import { holderName } from './holder.node.ts';
import { Sender } from './sender.ts';
import { chooseMailer } from './transports/choose.node.ts';

/** The sender in a thread of its own, with a client of its own: whatever a fan-out costs, readers do not feel it. */
/** Without its functions; see SenderApart. */
const config = workerData as SenderConfig;
const log = logFrom(config.logLevel);
const db = openDb({
  url: config.databaseUrl,
  authToken: config.databaseAuthToken,
  fileIs: sameFile(config.databaseUrl),
});
const holder = holderName(newId());
const sender = new Sender({
  db,
  mailer: chooseMailer(config, { db, newId, clock: Date.now }),
  signer: new Signer(secretOf(config), nodeHashes),
  log,
  newId,
  baseUrl: config.baseUrl,
  from: config.mailFrom,
  holder,
});

const look = () => void sender.look(); // it never rejects
const timer = setInterval(look, SECOND);
parentPort?.on('message', (order: Order) => {
  if (order === 'look') return look();
  clearInterval(timer);
  void sender.stop().then(() => process.exit()); // of this thread
});
look();
