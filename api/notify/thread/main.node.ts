import { parentPort, workerData } from 'node:worker_threads';
import { openDb } from '../../../db/engine/client.ts';
import type { SenderConfig } from '../../core/config.ts';
import { nodeOpener } from '../../core/encryption.node.ts';
import { Encryption } from '../../core/encryption.ts';
import { newId } from '../../core/id.ts';
import { logFrom } from '../../core/log.ts';
import { nodeHashes, secretOf } from '../../core/secret.node.ts';
import { Signer } from '../../core/secret.ts';
import { SECOND } from '../../domain/time/time.ts';
import { outgoingFrom } from '../../network/outgoing/open.node.ts';
import { chooseMailer } from '../channels/email/choose.node.ts';
import { openChannels } from '../channels/open.ts';
import { Sender } from '../queue/sender.ts';
import { holderName } from './channel-holder.node.ts';
import { sameFile } from './same-file.node.ts';
import type { Order } from './sender-thread.node.ts';

/** The sender in its own thread and with its own database client, so that a fan-out never slows readers. */
const config = workerData as SenderConfig; // without functions; see SenderThread
const log = logFrom(config.logLevel);
const db = openDb({
  url: config.databaseUrl,
  authToken: config.databaseAuthToken,
  fileIs: sameFile(config.databaseUrl),
});
const holder = holderName(newId());
const secret = secretOf(config);
const signer = new Signer(secret, nodeHashes);
const encryption = new Encryption(secret, nodeOpener);
const channels = openChannels({
  mailer: chooseMailer(config, { db, newId, clock: Date.now }),
  signer,
  db,
  encryption,
  send: outgoingFrom(config),
  slackApi: config.slackApi,
  baseUrl: config.baseUrl,
  from: config.mailFrom,
});
const sender = new Sender({ db, ...channels, signer, encryption, log, newId, holder });

const poll = () => void sender.poll(); // never rejects
const timer = setInterval(poll, SECOND);
parentPort?.on('message', (order: Order) => {
  if (order === 'poll') return poll();
  clearInterval(timer);
  void sender.stop().then(() => process.exit()); // ends this thread only
});
poll();
