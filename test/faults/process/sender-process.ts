import { once } from 'node:events';
import { customAlphabet } from 'nanoid';
import { nodeOpener } from '../../../api/core/encryption.node.ts';
import { Encryption } from '../../../api/core/encryption.ts';
import { nodeHashes } from '../../../api/core/secret.node.ts';
import { Signer } from '../../../api/core/secret.ts';
import { readPrivateHosts } from '../../../api/domain/network/private-hosts.ts';
import { sendFromNode } from '../../../api/network/outgoing/send.node.ts';
import { resendMailer } from '../../../api/notify/channels/email/resend.ts';
import { smtpMailer } from '../../../api/notify/channels/email/smtp.node.ts';
import { openChannels } from '../../../api/notify/channels/open.ts';
import { Sender } from '../../../api/notify/queue/sender.ts';
import { holderName, releaseDeadHolders } from '../../../api/notify/thread/channel-holder.node.ts';
import { openDb } from '../../../db/engine/client.ts';

/** A process that sends, as the server does after a start; it is there to be killed or stopped. */
const [url = '', providerUrl = '', baseUrl = '', secret = '', batch = '10'] = process.argv.slice(2);
const db = openDb({ url });
const newId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12);
const holder = holderName(newId());
const encryption = new Encryption(secret, nodeOpener);
const signer = new Signer(secret, nodeHashes);
const channels = openChannels({
  mailer: providerUrl.startsWith('smtp:')
    ? smtpMailer({ url: providerUrl, host: new URL(baseUrl).hostname })
    : // Ten to a batch: fifty moments between two calls at which to die, not five.
      { ...resendMailer({ apiKey: 're_test', baseUrl: providerUrl }), maxBatch: Number(batch) },
  signer,
  db,
  encryption,
  send: sendFromNode({
    resolve: async () => null,
    privateHosts: readPrivateHosts('127.0.0.1'),
  }),
  slackApi: process.env.SLACK_API_URL ?? 'https://slack.invalid/api',
  baseUrl,
  from: 'Acme <status@acme.example>',
});
const sender = new Sender({
  db,
  ...channels,
  signer,
  encryption,
  log: (level, message, facts) => console.error(level, message, facts),
  newId,
  holder,
  slowAfter: Number(process.env.SLOW_AFTER) || undefined,
});
// Loaded beforehand, it starts when told to: what is to be tried is the work, not the loading.
await once(process.stdin, 'data');
await releaseDeadHolders(db, holder);
process.stdout.write('ready\n');
const timer = setInterval(() => void sender.poll(), 25);
process.once('SIGTERM', () => {
  clearInterval(timer);
  void sender.stop().then(() => process.exit(0));
});
