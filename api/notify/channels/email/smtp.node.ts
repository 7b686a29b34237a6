import type { Transporter } from 'nodemailer';
import { parseSender } from '../../../domain/delivery/sender-name.ts';
import type { Watch } from '../../port/channel.ts';
import { inFull, type Mail, type Mailer } from '../../port/mailer.ts';
import { ConnectionLimit } from './connection-limit.ts';
import { type SmtpError, troubleOf } from './smtp-error.ts';
import { outcomeOf, type Reached } from './smtp-outcome.ts';
import { isTlsPort } from './smtp-port.node.ts';
import { connectionsOf, smtpUrl } from './smtp-url.ts';

/** A server without a greeting for this long, ms, may expect TLS; never on port 25. */
const SILENT = 3000;
const NEVER_TLS = '25';

/**
 * Any SMTP server. SMTP has no idempotency keys: after a crash, at most one mail per open
 * connection is sent twice, with the same Message-ID.
 */
export function smtpMailer(given: {
  url: string;
  host: string;
  replyTo?: string | undefined;
}): Mailer {
  const url = smtpUrl(given.url, given.host);
  const connections = new ConnectionLimit(connectionsOf(url));
  let underWay = 0;
  let lastAcceptedAt = 0;
  let opened: Promise<Transporter> | undefined;
  /** Loaded with the first mail: nodemailer takes 4 MB. */
  const transport = () => {
    opened ??= import('nodemailer').then(({ createTransport }) => {
      const open = createTransport(url.href);
      open.use('stream', (mail, done) => {
        notice(mail.message, (mail.data as Watched).onReached);
        done();
      });
      return open;
    });
    return opened;
  };

  /** A connection keeps its settings. After the server is fixed, new connections are needed. */
  const retire = () => {
    const old = opened;
    opened = undefined;
    void old?.then((open) => open.close());
  };

  async function sendOne(
    { pageId: _, id, idHost = given.host, from, ...mail }: Mail,
    watch?: Watch,
  ) {
    let reached: () => Reached = () => 'nothing';
    // Once the text is sent, the server may have accepted the mail, so its reply is awaited.
    const abort = new AbortController();
    const giveUp = () => {
      if (reached() === 'envelope') abort.abort();
    };
    watch?.signal.addEventListener('abort', giveUp, { once: true });
    const watched: Watched = {
      onReached: (now) => {
        reached = now;
        watch?.onBegin();
      },
    };
    underWay++;
    try {
      await (await transport()).sendMail({
        ...mail,
        ...watched,
        from: parseSender(from),
        ...(given.replyTo ? { replyTo: parseSender(given.replyTo) } : {}),
        html: inFull(mail.html),
        text: inFull(mail.text),
        messageId: `<${id}@${idHost}>`,
        disableFileAccess: true,
        disableUrlAccess: true,
        signal: abort.signal,
      });
      lastAcceptedAt = Date.now();
      return null;
    } catch (error) {
      const outcome = outcomeOf(error, reached());
      const isOneTooMany =
        underWay > 1 &&
        outcome.kind === 'refused' &&
        outcome.about === 'rate' &&
        reached() === 'nothing';
      if (outcome.kind === 'refused' && outcome.about === 'policy') retire();
      if (!isOneTooMany) return outcome;
      // The server accepts fewer connections than are open: continue with fewer.
      connections.refuse(underWay, Date.now());
      const { kind, code, message } = outcome;
      return { kind, code, message, about: 'connections' as const };
    } finally {
      watch?.signal.removeEventListener('abort', giveUp);
      underWay--;
    }
  }

  return {
    name: 'smtp',
    maxBatch: 20,
    get maxConcurrency() {
      return connections.current(Date.now());
    },
    keyed: false,
    lastAcceptedAt: () => lastAcceptedAt,
    async account() {
      const fine = { trouble: null, left: null, until: null };
      const refused = (reason: string) => ({
        ...fine,
        trouble: `The mail server in SMTP_URL can’t be used: ${reason}`,
      });
      const verified = (await transport()).verify().then(
        () => fine,
        (error: SmtpError) => (isPassing(error) ? fine : refused(troubleOf(error))),
      );
      const silent = new Promise<null>((resolve) => setTimeout(resolve, SILENT, null).unref());
      const first = await Promise.race([verified, silent]);
      if (first) return first;
      const mayBeTls = url.protocol === 'smtp:' && url.port !== NEVER_TLS;
      return mayBeTls && (await isTlsPort(url))
        ? refused('its port requires TLS. Use smtps:// instead of smtp://')
        : verified;
    },
    async send(mails, _key, watch) {
      for (const mail of mails) {
        const refused = await sendOne(mail, watch);
        if (refused) return refused;
      }
      return { kind: 'sent', failures: [] };
    },
  };
}

type Watched = { onReached: (now: () => Reached) => void };
type Message = { createReadStream: (...options: never[]) => { readableDidRead: boolean } };

/** Reports how far a mail has come. Its text is created after the greeting and read after DATA. */
function notice(message: unknown, onReached: Watched['onReached']): void {
  const made = message as Message;
  const create = made.createReadStream.bind(made);
  made.createReadStream = (...options) => {
    const stream = create(...options);
    onReached(() => (stream.readableDidRead ? 'text' : 'envelope'));
    return stream;
  };
}

/** A 421 reply says nothing about the account: the server is too busy for one more connection. */
const isPassing = (error: SmtpError): boolean => error.responseCode === 421;
