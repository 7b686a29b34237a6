import {
  connectionTodo,
  encryptionTodo,
  greetingTodo,
  helloTodo,
  isCertificateTrouble,
  stepFailed,
  stepOk,
  type TestStep,
  type Way,
} from '../../domain/delivery/mail-test.ts';
import type { SmtpError } from '../channels/email/smtp-error.ts';
import { certificateOf } from './certificate.node.ts';
import { refusedBy, type SmtpTest } from './connection.node.ts';

/** The step that failed before the mail itself, with the steps before it. */
export async function explainStart(
  steps: TestStep[],
  way: Way,
  deps: SmtpTest,
  failure: SmtpError,
): Promise<void> {
  const refused = refusedBy(failure);
  const at = `${way.host}, port ${way.port}`;
  const early = failure.command === 'CONN';
  const aboutTls =
    failure.code === 'ETLS' ||
    (!refused.reply &&
      (isCertificateTrouble(refused.text) || /SSL|\bEPROTO\b|wrong version/.test(refused.text)));
  if (
    early &&
    !aboutTls &&
    !refused.reply &&
    deps.received.greeting === null &&
    !isSilence(failure)
  ) {
    steps.push(
      stepFailed(
        'Connection',
        `Couldn’t connect to ${at}: ${refused.text}.`,
        connectionTodo(refused.text, way),
      ),
    );
    return;
  }
  steps.push(stepOk('Connection', `Connected to ${at}.`));
  if (aboutTls) {
    if (deps.received.greeting)
      steps.push(stepOk('Greeting', `Server greeting: ${deps.received.greeting}`));
    const certificate = await certificateOf(deps);
    const detail = `Encryption failed: ${plainly(refused.text)}.${certificate ? ` ${certificate.sentence}` : ''}`;
    steps.push(
      stepFailed(
        'Encryption',
        detail,
        encryptionTodo(refused.text, way, certificate?.name ?? null),
      ),
    );
  } else if (failure.command === 'EHLO' || failure.command === 'HELO') {
    steps.push(
      stepFailed('Greeting', `The server rejected our greeting: ${refused.text}`, helloTodo()),
    );
  } else
    steps.push(
      stepFailed(
        'Greeting',
        `No greeting from the server: ${refused.text}.`,
        greetingTodo(refused, way),
      ),
    );
}

const isSilence = ({ message }: SmtpError): boolean =>
  /greeting|hung up|closed unexpectedly/i.test(message);

/** Without the source location that OpenSSL adds. */
const plainly = (text: string): string =>
  /:([a-z ]+):[^:]*\/deps\//.exec(text)?.[1] ??
  text
    .replace(/^Error initiating TLS - /, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
