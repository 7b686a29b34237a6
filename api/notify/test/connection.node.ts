import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { type Refused, statusIn } from '../../domain/delivery/mail-test.ts';
import type { SmtpError } from '../channels/email/smtp-error.ts';
import type { TestMail } from './test-mail.ts';

export type Connection = import('nodemailer/lib/smtp-connection').default;

/** What the steps of a test share. */
export type SmtpTest = {
  open: (more?: SMTPConnectionOptions) => Connection;
  received: { greeting: string | null };
  user: string;
  pass: string;
  mail: TestMail;
  options: SMTPConnectionOptions;
};

/** Resolves with the reason of a failure, null when connected. Later errors are ignored. */
export function connect(connection: Connection): Promise<SmtpError | null> {
  return new Promise((resolve) => {
    connection.on('error', (error: SmtpError) => resolve(error));
    connection.once('end', () =>
      resolve(Object.assign(new Error('The server closed the connection.'), { command: 'CONN' })),
    );
    connection.connect((error) => resolve((error as SmtpError | undefined) ?? null));
  });
}

/** Null on success. A connection that closes is a failure. */
export function runCommand(
  ask: (done: (error?: Error | null) => void) => void,
  connection: Connection,
): Promise<SmtpError | null> {
  return new Promise((resolve) => {
    connection.once('error', (error: SmtpError) => resolve(error));
    connection.once('end', () => resolve(new Error('The server closed the connection.')));
    ask((error) => resolve((error as SmtpError | null | undefined) ?? null));
  });
}

export const refusedBy = (failure: SmtpError): Refused => {
  const original = (failure as { originalCode?: string }).originalCode;
  const network = original && !failure.message.includes(original) ? ` (${original})` : '';
  return {
    text: failure.response ?? `${failure.message}${network}`,
    reply: failure.responseCode,
    status: statusIn(failure.response ?? ''),
  };
};

/** Records the first line from the server. */
export function greetingOf(received: { greeting: string | null }) {
  const ignore = () => {};
  const note = (entry: { tnx?: string }, ...words: unknown[]) => {
    if (entry?.tnx === 'server')
      received.greeting ??= String(words.at(-1) ?? '')
        .replace(/^220[ -]/, '')
        .slice(0, 200);
  };
  return {
    level: ignore,
    trace: ignore,
    debug: note,
    info: ignore,
    warn: ignore,
    error: ignore,
    fatal: ignore,
  } as never; // nodemailer's type wants a full logger
}
