import { type Outcome, slow } from '../../../domain/delivery/delivery.ts';
import {
  parseReply,
  readSmtpReply,
  type SmtpCommand,
} from '../../../domain/delivery/smtp-reply.ts';
import { MINUTE, SECOND } from '../../../domain/time/time.ts';
import { type SmtpError, troubleOf } from './smtp-error.ts';

/** Delay before the next try after “too fast”, and after a used-up quota. */
const SLOWER = 5 * SECOND;
const QUOTA_ASKED_AGAIN = 10 * MINUTE;

/** How far the SMTP dialog for a mail had come. */
export type Reached = 'nothing' | 'envelope' | 'text';

/** Maps an error of nodemailer to the outcome for the mail. */
export function outcomeOf(thrown: unknown, reached: Reached): Outcome {
  const error: SmtpError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const message = troubleOf(error);
  if (error.response && error.responseCode !== undefined)
    return refusal(commandOf(error, reached), error.response, message);
  const code = String(error.code ?? 'smtp');
  if (reached === 'text') return { kind: 'ambiguous', code, message };
  const refused = { kind: 'refused', code, message } as const;
  if (code === 'EABORT') return slow;
  if (code === 'EENVELOPE') return { ...refused, about: 'recipient-permanent', permanent: true };
  if (code === 'EMESSAGE') return { ...refused, about: 'message' };
  if (['ETLS', 'EAUTH', 'ENOAUTH', 'ECONFIG', 'EREQUIRETLS'].includes(code) || isCertificate(error))
    return { ...refused, about: 'policy', refusesUs: true };
  return { ...refused, about: reached === 'envelope' ? 'cut' : 'server' };
}

const isCertificate = (error: SmtpError): boolean =>
  /certificate|altname|wrong version|SSL routines/i.test(error.message);

function refusal(command: SmtpCommand, response: string, message: string): Outcome {
  const reply = parseReply(response);
  const about = readSmtpReply({ command, ...reply });
  const isEarly = command !== 'RCPT' && command !== 'DATA';
  const refused = {
    kind: 'refused',
    code: reply.enhancedCode ?? String(reply.code),
    message,
    about,
    ...(isEarly && about !== 'server' ? { refusesUs: true } : {}),
  } as const;
  switch (about) {
    case 'recipient-permanent':
      return { ...refused, permanent: true, noSuchAddress: knowsNobody(reply) };
    case 'quota':
      return { ...refused, retryAfter: QUOTA_ASKED_AGAIN, usedUp: true };
    case 'rate':
      return { ...refused, retryAfter: SLOWER };
    default:
      return refused;
  }
}

/** Only the enhanced code is reliable: a bare 550 can have other reasons. */
const knowsNobody = ({ enhancedCode }: { enhancedCode: string | null }): boolean =>
  enhancedCode === '5.1.1' || enhancedCode === '5.1.10';

function commandOf({ command = '', code }: SmtpError, reached: Reached): SmtpCommand {
  if (code === 'EAUTH' || command.startsWith('AUTH')) return 'AUTH';
  if (command === 'RCPT TO') return 'RCPT';
  if (command === 'DATA') return 'DATA';
  if (command === 'MAIL FROM') return 'MAIL';
  if (command === 'STARTTLS') return 'STARTTLS';
  if (command === 'EHLO' || command === 'HELO') return 'EHLO';
  return reached === 'text' ? 'DATA' : 'CONNECT';
}
