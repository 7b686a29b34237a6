import { parseReply } from '../../../domain/delivery/smtp-reply.ts';

export type SmtpError = Error & {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
};

const CERTIFICATE =
  'Trust its authority with NODE_EXTRA_CA_CERTS=file.pem, or add ?tls.rejectUnauthorized=false (or ?ignoreTLS=true to turn off encryption) to SMTP_URL';

/** TLS errors, each with its remedy. */
const tlsErrors: [RegExp, (text: string) => string][] = [
  [
    /wrong version number|unknown protocol|packet length too long|record overflow|http request/i,
    () =>
      'it doesn’t use TLS on this port. Use smtp:// for port 587 or 25, and smtps:// for port 465',
  ],
  [
    /altname|does not match certificate|not in the cert|is not cert's cn/i,
    (text) =>
      `its certificate is for another name${certifiedName(text)}. Use that name as the host of SMTP_URL, or add ?tls.servername=NAME to it`,
  ],
  [
    /certificate has expired|not yet valid/i,
    (text) =>
      `its certificate ${/expired/i.test(text) ? 'has expired' : 'is not valid yet'}. Renew it, or add ?tls.rejectUnauthorized=false to SMTP_URL`,
  ],
  [/self.?signed certificate/i, () => `its certificate is self-signed. ${CERTIFICATE}`],
  [
    /unable to (?:verify|get)|certificate verify|unknown ca|untrusted/i,
    () => `its certificate is from an unknown authority. ${CERTIFICATE}`,
  ],
  [
    /STARTTLS|TLS|SSL|handshake/,
    (text) =>
      `encryption failed: ${withoutOpenSsl(text)}. Check the port, or add ?ignoreTLS=true to SMTP_URL for a server on your own network`,
  ],
];

/** Why nothing can be sent, as a sentence without a full stop. Replies keep the server's words. */
export function troubleOf(error: SmtpError): string {
  if (error.response) {
    const { line } = parseReply(error.response);
    return error.code === 'EAUTH'
      ? `it rejected the user name or password in SMTP_URL (${line})`
      : line;
  }
  const text = error.message;
  const isTls =
    error.code === 'ETLS' ||
    /certificate|altname|SSL|TLS|\bcert\b|issuer|wrong version/i.test(text);
  if (isTls)
    for (const [pattern, sentence] of tlsErrors) if (pattern.test(text)) return sentence(text);
  if (error.code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(text))
    return 'its host name wasn’t found. Check the host in SMTP_URL';
  if (/ECONNREFUSED/.test(text)) return 'nothing is listening on its port (connection refused)';
  if (/greeting never received/i.test(text))
    return 'it sent no greeting. If this port requires TLS, use smtps:// in SMTP_URL';
  if (error.code === 'ETIMEDOUT') return 'it didn’t respond in time';
  return withoutOpenSsl(text);
}

/** A name in the certificate, as Node's message lists them. */
function certifiedName(text: string): string {
  const name = /(?:DNS:|CN=|cn: )([^\s,]+)/i.exec(text)?.[1];
  return name ? ` (${name})` : '';
}

/** `…:error:0A00010B:SSL routines:tls_…:wrong version number:../deps/…:354:` → `wrong version number`. */
const withoutOpenSsl = (text: string): string =>
  text
    .replaceAll(/[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]*):[^\n]*/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim();
