/** One step of a mail test, with advice if it failed. */
export type TestStep = {
  name: string;
  result: 'ok' | 'failed' | 'skipped';
  /** What happened, in a sentence. May quote the server; never contains a password. */
  said: string;
  /** Advice; null when nothing is to do. */
  todo: string | null;
};

/** The steps in order, up to the first that failed. */
export type TestReport = { ok: boolean; steps: TestStep[] };

/** How a server refused a step. */
export type Refused = {
  /** The text of the reply, or of the network error. */
  text: string;
  /** SMTP reply code, such as 550. */
  reply?: number | undefined;
  /** Enhanced status code (RFC 3463), such as 5.7.1. */
  status?: string | undefined;
};

/** Where mail goes, from SMTP_URL. */
export type Way = { host: string; port: number; tls: boolean; user: string; from: string };

export const stepOk = (name: string, said: string, todo: string | null = null): TestStep => ({
  name,
  result: 'ok',
  said,
  todo,
});
export const stepSkipped = (name: string, said: string): TestStep => ({
  name,
  result: 'skipped',
  said,
  todo: null,
});
export const stepFailed = (name: string, said: string, todo: string): TestStep => ({
  name,
  result: 'failed',
  said,
  todo,
});

export const reportOf = (steps: TestStep[]): TestReport => ({
  ok: !steps.some(({ result }) => result === 'failed'),
  steps,
});

/** The first enhanced status code in a reply. */
export const statusIn = (text: string): string | undefined =>
  /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];

const PORTS =
  'Use smtp:// with port 587, where encryption begins by STARTTLS, or smtps:// with port 465, where it is there from the start.';

const connectionAdvice: [RegExp, (way: Way) => string][] = [
  [
    /ECONNREFUSED/,
    ({ host, port }) =>
      `Nothing listens on port ${port} of ${host}. Check host and port in SMTP_URL, and that the mail server runs.`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ENODATA|resolve/i,
    ({ host }) =>
      `There is no host ${host}. Check its name in SMTP_URL, and the DNS of this machine.`,
  ],
  [
    /time|ETIMEDOUT/i,
    ({ port }) =>
      `A firewall may stand between: many hosting companies block port ${port === 25 ? '25' : '25, and some others'}. Try port 587 or 465, or ask yours to open it.`,
  ],
  [
    /EHOSTUNREACH|ENETUNREACH/,
    ({ host }) => `This machine has no route to ${host}. Check its network.`,
  ],
];

export const connectionTodo = (text: string, way: Way): string =>
  connectionAdvice.find(([pattern]) => pattern.test(text))?.[1](way) ??
  `Check host and port in SMTP_URL, and that ${way.host} takes connections from this machine.`;

export function greetingTodo({ text, reply }: Refused, way: Way): string {
  if (reply === 421 || (reply !== undefined && reply < 500))
    return 'The server has too much to do, or too many connections from here. Test again in a few minutes.';
  if (reply !== undefined)
    return 'The server takes no mail from this machine. Allow its address there, or use another server.';
  if (/EPROTO|Invalid greeting/i.test(text))
    return `What answers on port ${way.port} is no mail server that speaks first. ${PORTS}`;
  return `The server said nothing. It may expect encryption from the start. ${PORTS}`;
}

/** Advice for a rejected EHLO name. */
export const helloTodo = (): string =>
  'The server does not take the name by which this machine greets. Set another: add ?name=status.example.com to SMTP_URL.';

export const isCertificateTrouble = (text: string): boolean =>
  /certificate|self-signed|altnames|issuer|CERT_/i.test(text);

/** `certificate`: the name in the certificate, if one was seen. */
export function encryptionTodo(text: string, way: Way, certifiedName: string | null): string {
  if (/expired/i.test(text)) return 'Renew the certificate of the mail server.';
  if (/altnames|does not match/i.test(text))
    return certifiedName
      ? `The certificate is made for ${certifiedName}. Write that name as the host in SMTP_URL, or add ?tls.servername=${certifiedName} to it.`
      : 'The certificate is made for another name. Write that name as the host in SMTP_URL, or add ?tls.servername=NAME to it.';
  if (isCertificateTrouble(text))
    return 'Start with NODE_EXTRA_CA_CERTS=/path/to/ca.pem if the certificate is your own. Where nobody can listen in between, such as on this machine, ?tls.rejectUnauthorized=false in SMTP_URL takes any certificate, and ?ignoreTLS=true does without encryption.';
  if (/wrong version number|packet length|unknown protocol|EPROTO/i.test(text))
    return `The server does not speak TLS from the start on port ${way.port}. ${PORTS}`;
  return PORTS;
}

export function signInTodo({ text, reply }: Refused, way: Way): string {
  if (/Missing credentials/i.test(text))
    return 'SMTP_URL needs both a user and a password: smtps://user:password@host.';
  if (reply === 538 || /encryption required|must issue a STARTTLS/i.test(text)) return PORTS;
  if (reply === 421 || reply === 454 || (reply !== undefined && reply < 500))
    return 'The server cannot check passwords now. Test again in a few minutes.';
  return `Check user and password in SMTP_URL. The user sent was “${way.user}”. In a password, @ is written %40, / is %2F, : is %3A and # is %23. Many providers want an app password or an API key here, not the one you sign in with on their site.`;
}

export function senderTodo(refused: Refused, way: Way): string {
  if (needsSignIn(refused))
    return way.user
      ? 'The server wants a sign-in that it has not taken. Check user and password in SMTP_URL.'
      : 'The server sends only for those who sign in: put user and password into SMTP_URL, smtps://user:password@host.';
  return (
    commonTodo(refused) ??
    `The server does not send as ${way.from}. Set MAIL_FROM to an address that this account may send from, or verify its domain with the provider.`
  );
}

export function recipientTodo(refused: Refused, way: Way): string {
  if (needsSignIn(refused) || /relay/i.test(refused.text))
    return way.user
      ? 'The server does not pass on mail for this account. Check with its operator that it may send to any address.'
      : 'The server does not pass on mail for this machine. Put user and password into SMTP_URL, or allow the address of this machine there (in Postfix: mynetworks).';
  if (refused.status?.startsWith('5.1.') || /no such user|user unknown/i.test(refused.text))
    return 'The server knows no such mailbox. Check the address that you have typed for this test.';
  return commonTodo(refused) ?? accessTodo;
}

export const messageTodo = (refused: Refused): string => commonTodo(refused) ?? accessTodo;

const accessTodo =
  'The server takes no mail from us: the account, this machine or MAIL_FROM is not allowed to send. Its log, or the page of your provider’s account, says more.';

const needsSignIn = ({ reply, text }: Refused): boolean =>
  reply === 530 || /authentication required|not authenticated/i.test(text);

function commonTodo({ text, reply, status }: Refused): string | null {
  if (/not verified|sandbox/i.test(text))
    return 'The provider’s account is still in its test mode, or the sender is not verified. Verify the domain of MAIL_FROM there, and ask for the account to be opened.';
  if (status === '5.4.5' || /quota|sending limit|daily.*limit|rate limit|too many/i.test(text))
    return 'The account has sent as much as it may for now. Wait until its limit is over, or ask the provider for a higher one.';
  if (reply === 552 || status?.startsWith('5.3.'))
    return 'The server does not take a message of this size, or has no room. Raise its limit (in Postfix: message_size_limit).';
  if (/grey|gray/i.test(text) || (reply === 450 && status !== '4.2.2'))
    return 'The server asks to come again later, as it does with every new sender. Status mail does so by itself; test again in five minutes.';
  if (reply !== undefined && reply < 500)
    return 'This is a passing trouble of the server. Status mail is tried again by itself; test again in a few minutes.';
  if (/spam|blocked|blacklist|block list|reputation/i.test(text))
    return 'The server takes this mail for spam. Set up SPF, DKIM and DMARC for the domain of MAIL_FROM, and see whether the address of this machine is on a block list.';
  return null;
}

/** A server may repeat what we sent, so secrets are removed. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '•••');
  return clean;
}
