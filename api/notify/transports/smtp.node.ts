import type { Transporter } from 'nodemailer';
import type { Outcome } from '../../domain/delivery.ts';
import { inFull, type Mailer } from '../mailer.ts';

const CONNECTIONS = 4;
/** Shorter than a chunk's lease, ms: who waits longer would be overtaken, and the mail doubled. */
const PATIENCE = 60_000;

/**
 * Any mail server. SMTP knows no keys: after a crash at most one mail per open connection is sent
 * twice, with the same Message-ID, by which many mailboxes know it for the same.
 */
export function smtpMailer(given: { url: string; host: string }): Mailer {
  const url = new URL(given.url);
  url.searchParams.set('pool', 'true');
  url.searchParams.set('maxConnections', String(CONNECTIONS));
  for (const wait of ['connectionTimeout', 'greetingTimeout', 'socketTimeout'])
    if (!url.searchParams.has(wait)) url.searchParams.set(wait, String(PATIENCE));
  let opened: Promise<Transporter> | undefined;
  /** Read when there is a mail to send: nodemailer takes 4 MB. */
  const transport = () => {
    opened ??= import('nodemailer').then(({ createTransport }) => createTransport(url.href));
    return opened;
  };
  return {
    name: 'smtp',
    maxBatch: 20,
    callsAtOnce: CONNECTIONS,
    keyed: false,
    async account() {
      const trouble = await (await transport()).verify().then(
        () => null,
        (error: Error) => `The mail server of SMTP_URL does not take us: ${error.message}`,
      );
      return { trouble, left: null, until: null };
    },
    async send(mails) {
      const open = await transport();
      for (const { pageId: _, id, ...mail } of mails) {
        try {
          await open.sendMail({
            ...mail,
            html: inFull(mail.html),
            text: inFull(mail.text),
            messageId: `<${id}@${given.host}>`,
            disableFileAccess: true,
            disableUrlAccess: true,
          });
        } catch (error) {
          return outcomeOf(error);
        }
      }
      return { kind: 'sent', failures: [] };
    },
  };
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number };

/** Before the message's text was given over, nothing can have been sent. */
const harmless = new Set(['CONN', 'EHLO', 'HELO', 'STARTTLS', 'MAIL FROM', 'RCPT TO', 'API']);

function outcomeOf(thrown: unknown): Outcome {
  const error: SmtpError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = String(error.responseCode ?? error.code ?? 'smtp');
  const message = error.message;
  const aboutRecipient = error.command === 'RCPT TO' || error.command === 'DATA';
  if (error.responseCode !== undefined) {
    const permanent = error.responseCode >= 500 && aboutRecipient && error.code !== 'EAUTH';
    return { kind: 'refused', code, message, permanent };
  }
  const definite =
    harmless.has(error.command ?? '') ||
    error.command?.startsWith('AUTH') === true ||
    error.code === 'EDNS' ||
    error.code === 'EENVELOPE';
  return definite
    ? { kind: 'refused', code, message, permanent: error.code === 'EENVELOPE' }
    : { kind: 'ambiguous', code, message };
}
