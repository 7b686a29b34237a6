import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import {
  connectionTodo,
  reportOf,
  signInTodo,
  stepFailed,
  stepOk,
  stepSkipped,
  type TestReport,
  type TestStep,
  type Way,
  withoutSecrets,
} from '../../domain/delivery/mail-test.ts';
import { SECOND } from '../../domain/time/time.ts';
import { smtpUrl } from '../channels/email/smtp-url.ts';
import { encrypted } from './certificate.node.ts';
import {
  type Connection,
  connect,
  greetingOf,
  refusedBy,
  runCommand,
  type SmtpTest,
} from './connection.node.ts';
import { sendTest } from './send.node.ts';
import { explainStart } from './start.node.ts';
import type { TestMail } from './test-mail.ts';

/** Short, since somebody is watching. */
const TIMEOUTS = {
  connectionTimeout: 10 * SECOND,
  greetingTimeout: 10 * SECOND,
  socketTimeout: 15 * SECOND,
};

/** Sends one mail like status mail and reports every step up to the first failure. */
export async function testSmtp(
  given: { url: string; host: string },
  mail: TestMail,
): Promise<TestReport> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  const { parseConnectionUrl } = await import('nodemailer/lib/shared');
  const options = { ...parseConnectionUrl(smtpUrl(given.url, given.host).href), ...TIMEOUTS };
  const { user = '', pass = '' } = (options.auth ?? {}) as { user?: string; pass?: string };
  const tls = options.secure === true;
  const way: Way = {
    host: options.host ?? 'localhost',
    port: Number(options.port) || (tls ? 465 : 587),
    tls,
    user,
    from: mail.from,
  };
  const steps: TestStep[] = [];
  const received: { greeting: string | null } = { greeting: null };
  const open = (more: SMTPConnectionOptions = {}) =>
    new Connection({ ...options, transactionLog: true, logger: greetingOf(received), ...more });
  await walk(steps, way, { open, received, user, pass, mail, options });
  const secrets = secretsOf(user, pass);
  return reportOf(steps.map((step) => ({ ...step, detail: withoutSecrets(step.detail, secrets) })));
}

async function walk(steps: TestStep[], way: Way, deps: SmtpTest): Promise<void> {
  if (!(await findHost(steps, way))) return;
  const connection = deps.open();
  try {
    const failure = await connect(connection);
    if (failure) return void (await explainStart(steps, way, deps, failure));
    steps.push(stepOk('Connection', `Connected to ${way.host}, port ${way.port}.`));
    steps.push(stepOk('Greeting', `Server greeting: ${deps.received.greeting ?? 'ready'}`));
    steps.push(encrypted(connection, deps.options));
    if (!(await signIn(steps, way, deps, connection))) return;
    await sendTest(steps, way, deps, connection);
  } finally {
    connection.close();
  }
}

async function findHost(steps: TestStep[], way: Way): Promise<boolean> {
  if (isIP(way.host)) return true;
  try {
    const found = await lookup(way.host, { all: true });
    const addresses = found.map(({ address }) => address).join(', ');
    steps.push(stepOk('Host name', `${way.host} is ${addresses}.`));
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException; // node:dns throws nothing else
    steps.push(
      stepFailed('Host name', `${way.host} was not found (${code}).`, connectionTodo(code, way)),
    );
    return false;
  }
}

async function signIn(
  steps: TestStep[],
  way: Way,
  deps: SmtpTest,
  connection: Connection,
): Promise<boolean> {
  if (!deps.user && !deps.pass) {
    steps.push(stepSkipped('Sign-in', 'SMTP_URL has no user name, so we didn’t sign in.'));
    return true;
  }
  const auth = { user: deps.user, pass: deps.pass, ...credentialsOf(deps.options) };
  const failure = await runCommand((done) => connection.login(auth, done), connection);
  if (!failure) {
    steps.push(stepOk('Sign-in', `Signed in as ${deps.user}.`));
    return true;
  }
  const refused = refusedBy(failure);
  steps.push(stepFailed('Sign-in', `Sign-in failed: ${refused.text}`, signInTodo(refused, way)));
  return false;
}

const credentialsOf = ({ authMethod }: SMTPConnectionOptions & { authMethod?: string }) =>
  authMethod ? { method: authMethod } : {};

/** Every encoding in which a server could repeat the password. */
const secretsOf = (user: string, pass: string): string[] =>
  pass === ''
    ? []
    : [
        Buffer.from(`\u0000${user}\u0000${pass}`).toString('base64'),
        Buffer.from(pass).toString('base64'),
        encodeURIComponent(pass),
        pass,
      ];
