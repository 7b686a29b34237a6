/** One step of a mail test, with advice if it failed. */
export type TestStep = {
  name: string;
  result: 'ok' | 'failed' | 'skipped';
  /** What happened, in a sentence. May quote the server; never contains a password. */
  detail: string;
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

export const stepOk = (name: string, detail: string, todo: string | null = null): TestStep => ({
  name,
  result: 'ok',
  detail,
  todo,
});
export const stepSkipped = (name: string, detail: string): TestStep => ({
  name,
  result: 'skipped',
  detail,
  todo: null,
});
export const stepFailed = (name: string, detail: string, todo: string): TestStep => ({
  name,
  result: 'failed',
  detail,
  todo,
});

export const reportOf = (steps: TestStep[]): TestReport => ({
  ok: !steps.some(({ result }) => result === 'failed'),
  steps,
});

/** The first enhanced status code in a reply. */
export const statusIn = (text: string): string | undefined =>
  /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];

const PORTS = 'Use smtp:// with port 587 (STARTTLS) or smtps:// with port 465 (TLS).';

const connectionAdvice: [RegExp, (way: Way) => string][] = [
  [
    /ECONNREFUSED/,
    ({ host, port }) =>
      `Nothing is listening on port ${port} of ${host}. Check the host and port in SMTP_URL, and that the mail server is running.`,
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ENODATA|resolve/i,
    ({ host }) =>
      `The host ${host} doesn’t exist. Check its name in SMTP_URL and this server’s DNS.`,
  ],
  [
    /time|ETIMEDOUT/i,
    ({ port }) =>
      `A firewall may be blocking the connection: many hosting providers block port ${port === 25 ? '25' : '25 and some others'}. Try port 587 or 465, or ask your provider to open it.`,
  ],
  [/EHOSTUNREACH|ENETUNREACH/, ({ host }) => `This server can’t reach ${host}. Check its network.`],
];

export const connectionTodo = (text: string, way: Way): string =>
  connectionAdvice.find(([pattern]) => pattern.test(text))?.[1](way) ??
  `Check the host and port in SMTP_URL, and that ${way.host} accepts connections from this server.`;

export function greetingTodo({ text, reply }: Refused, way: Way): string {
  if (reply === 421 || (reply !== undefined && reply < 500))
    return 'The server is overloaded or has too many connections from here. Try again in a few minutes.';
  if (reply !== undefined)
    return 'The server doesn’t accept mail from this machine. Allow its address there, or use another server.';
  if (/EPROTO|Invalid greeting/i.test(text))
    return `Port ${way.port} isn’t answered by a plain mail server. ${PORTS}`;
  return `The server sent nothing. It may expect TLS from the start. ${PORTS}`;
}

/** Advice for a rejected EHLO name. */
export const helloTodo = (): string =>
  'The server rejects this machine’s HELO name. Set another one: add ?name=status.example.com to SMTP_URL.';

export const isCertificateTrouble = (text: string): boolean =>
  /certificate|self-signed|altnames|issuer|CERT_/i.test(text);

/** `certificate`: the name in the certificate, if one was seen. */
export function encryptionTodo(text: string, way: Way, certifiedName: string | null): string {
  if (/expired/i.test(text)) return 'Renew the mail server’s certificate.';
  if (/altnames|does not match/i.test(text))
    return certifiedName
      ? `The certificate is for ${certifiedName}. Use that name as the host in SMTP_URL, or add ?tls.servername=${certifiedName} to it.`
      : 'The certificate is for another name. Use that name as the host in SMTP_URL, or add ?tls.servername=NAME to it.';
  if (isCertificateTrouble(text))
    return 'If the certificate is your own, start Allclear with NODE_EXTRA_CA_CERTS=/path/to/ca.pem. On a trusted network only, ?tls.rejectUnauthorized=false in SMTP_URL accepts any certificate, and ?ignoreTLS=true turns off encryption.';
  if (/wrong version number|packet length|unknown protocol|EPROTO/i.test(text))
    return `The server doesn’t use TLS from the start on port ${way.port}. ${PORTS}`;
  return PORTS;
}

export function signInTodo({ text, reply }: Refused, way: Way): string {
  if (/Missing credentials/i.test(text))
    return 'SMTP_URL needs both a user and a password: smtps://user:password@host.';
  if (reply === 538 || /encryption required|must issue a STARTTLS/i.test(text)) return PORTS;
  if (reply === 421 || reply === 454 || (reply !== undefined && reply < 500))
    return 'The server can’t check passwords right now. Try again in a few minutes.';
  return `Check the user and password in SMTP_URL. The user sent was “${way.user}”. In a password, write @ as %40, / as %2F, : as %3A and # as %23. Many providers require an app password or API key instead of your account password.`;
}

export function senderTodo(refused: Refused, way: Way): string {
  if (needsSignIn(refused))
    return way.user
      ? 'The server requires sign-in. Check the user and password in SMTP_URL.'
      : 'The server requires sign-in. Add a user and password to SMTP_URL: smtps://user:password@host.';
  return (
    commonTodo(refused) ??
    `The server doesn’t allow sending as ${way.from}. Set MAIL_FROM to an address this account can send from, or verify its domain with the provider.`
  );
}

export function recipientTodo(refused: Refused, way: Way): string {
  if (needsSignIn(refused) || /relay/i.test(refused.text))
    return way.user
      ? 'The server doesn’t relay mail for this account. Ask its operator to allow sending to any address.'
      : 'The server doesn’t relay mail for this machine. Add a user and password to SMTP_URL, or allow this machine’s address there (in Postfix: mynetworks).';
  if (refused.status?.startsWith('5.1.') || /no such user|user unknown/i.test(refused.text))
    return 'This mailbox doesn’t exist. Check the address you entered.';
  return commonTodo(refused) ?? accessTodo;
}

export const messageTodo = (refused: Refused): string => commonTodo(refused) ?? accessTodo;

const accessTodo =
  'The server rejects our mail: the account, this machine or MAIL_FROM isn’t allowed to send. Check its log or your provider’s dashboard.';

const needsSignIn = ({ reply, text }: Refused): boolean =>
  reply === 530 || /authentication required|not authenticated/i.test(text);

function commonTodo({ text, reply, status }: Refused): string | null {
  if (/not verified|sandbox/i.test(text))
    return 'The provider account is in test mode, or the sender isn’t verified. Verify the domain of MAIL_FROM and request production access.';
  if (status === '5.4.5' || /quota|sending limit|daily.*limit|rate limit|too many/i.test(text))
    return 'The account’s sending limit is reached. Wait until it resets, or ask the provider for a higher limit.';
  if (reply === 552 || status?.startsWith('5.3.'))
    return 'The message is too large for the server, or its disk is full. Raise its limit (in Postfix: message_size_limit).';
  if (/grey|gray/i.test(text) || (reply === 450 && status !== '4.2.2'))
    return 'The server delays mail from new senders (greylisting). Updates are retried automatically; try again in five minutes.';
  if (reply !== undefined && reply < 500)
    return 'The server has a temporary problem. Updates are retried automatically; try again in a few minutes.';
  if (/spam|blocked|blacklist|block list|reputation/i.test(text))
    return 'The server treats this email as spam. Set up SPF, DKIM and DMARC for the domain of MAIL_FROM, and check whether this machine’s address is on a block list.';
  return null;
}

/** A server may repeat what we sent, so secrets are removed. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '•••');
  return clean;
}
