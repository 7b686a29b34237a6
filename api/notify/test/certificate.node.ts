import type { TLSSocket } from 'node:tls';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { stepOk, stepSkipped, type TestStep } from '../../domain/delivery/mail-test.ts';
import { type Connection, connect, type SmtpTest } from './connection.node.ts';

export function encrypted(connection: Connection, options: SMTPConnectionOptions): TestStep {
  if (!connection.secure)
    return stepSkipped(
      'Encryption',
      options.ignoreTLS
        ? 'None: SMTP_URL turns off encryption (ignoreTLS).'
        : 'None: the server doesn’t offer STARTTLS, so emails are sent unencrypted.',
    );
  const facts = factsOf(connection._socket as TLSSocket); // the socket is a TLS socket
  return stepOk('Encryption', `${facts?.protocol ?? 'TLS'}. ${facts?.sentence ?? ''}`.trim());
}

/** Reads a certificate that was rejected. Nothing is sent over this connection. */
export async function certificateOf(deps: SmtpTest) {
  const tls = { ...deps.options.tls, rejectUnauthorized: false };
  const connection = deps.open({ tls });
  try {
    if ((await connect(connection)) || !connection.secure) return null;
    return factsOf(connection._socket as TLSSocket);
  } finally {
    connection.close();
  }
}

function factsOf(socket: TLSSocket) {
  const certificate = socket.getPeerCertificate?.();
  if (!certificate?.subject) return null;
  const names = certificate.subjectaltname?.replaceAll(/DNS:|IP Address:/g, '');
  const common = [certificate.subject.CN].flat()[0];
  const issuer = [certificate.issuer.O ?? certificate.issuer.CN].flat()[0];
  const own =
    certificate.issuer.CN === certificate.subject.CN &&
    certificate.issuer.O === certificate.subject.O;
  const until = certificate.valid_to;
  return {
    name: common ?? names?.split(', ')[0] ?? null,
    protocol: socket.getProtocol?.() ?? 'TLS',
    sentence: `Its certificate is for ${names ?? common ?? 'an unknown name'}, ${own ? 'self-signed' : `issued by ${issuer ?? 'an unnamed authority'}`}, valid until ${until}.`,
  };
}
