import { afterEach, expect, test } from 'vitest';
import { smtpMailer } from '../../../api/notify/channels/email/smtp.node.ts';
import { troubleOf } from '../../../api/notify/channels/email/smtp-error.ts';
import { isTlsPort } from '../../../api/notify/channels/email/smtp-port.node.ts';
import { startSteps } from '../../support/mail/smtp-steps.ts';

let server: Awaited<ReturnType<typeof startSteps>> | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** Messages as Node and OpenSSL word them. */
const errors: [string, string, RegExp][] = [
  ['ESOCKET', 'self-signed certificate', /^its certificate is self-signed\. .*NODE_EXTRA_CA_CERTS/],
  ['ESOCKET', 'self-signed certificate in certificate chain', /self-signed\. .*NODE_EXTRA_CA/],
  ['ETLS', 'unable to verify the first certificate', /unknown authority\. .*NODE_EXTRA_CA/],
  ['ESOCKET', 'unable to get local issuer certificate', /unknown authority\. .*NODE_EXTRA_CA/],
  [
    'ESOCKET',
    "Hostname/IP does not match certificate's altnames: Host: mail.acme.example. is not in the cert's altnames: DNS:mx1.acme.example",
    /^its certificate is for another name \(mx1\.acme\.example\)\. .*tls\.servername=NAME/,
  ],
  [
    'ESOCKET',
    "Hostname/IP does not match certificate's altnames: IP: 10.0.0.5 is not in the cert's list: ",
    /^its certificate is for another name\. .*tls\.servername=NAME/,
  ],
  ['ESOCKET', 'certificate has expired', /^its certificate has expired\. Renew it/],
  ['ESOCKET', 'certificate is not yet valid', /^its certificate is not valid yet\. Renew it/],
  [
    'ESOCKET',
    '80EBE5D57D7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/openssl/openssl/ssl/record/methods/tlsany_meth.c:84:\n',
    /^it doesn’t use TLS on this port\. Use smtp:\/\/ for port 587 or 25/,
  ],
  [
    'ESOCKET',
    '80EBE5D57D7F0000:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:916:SSL alert number 40\n',
    /^encryption failed: sslv3 alert handshake failure\. .*\?ignoreTLS=true/,
  ],
  ['ETIMEDOUT', 'Greeting never received', /^it sent no greeting\. .*smtps:\/\//],
];

test.each(errors)('%s “%s” is explained with a fix', (code, message, sentence) => {
  const trouble = troubleOf(Object.assign(new Error(message), { code }));
  expect(trouble).toMatch(sentence);
  expect(trouble).not.toMatch(/:error:|deps\/openssl|\n/);
});

test.each([
  ['a self-signed certificate', 'smtps', 'from the start', /self-signed\. Trust its authority/],
  ['one after STARTTLS', 'smtp', 'starttls', /self-signed\. Trust its authority/],
  ['no TLS where smtps:// expects it', 'smtps', undefined, /doesn’t use TLS on this port/],
] as const)('a real server with %s is explained with a fix', async (_, scheme, tls, sentence) => {
  server = await startSteps(tls ? { tls } : {});
  const url = `${scheme}://${server.at}?tls.rejectUnauthorized=true`;
  const account = await smtpMailer({ url, host: 'status.acme.example' }).account?.();
  expect(account?.trouble).toMatch(sentence);
});

test('a port that begins with TLS is distinguished from one that does not', async () => {
  server = await startSteps({ tls: 'from the start' });
  expect(await isTlsPort(new URL(`smtp://${server.at}`))).toBe(true);
  await server.stop();
  server = await startSteps();
  expect(await isTlsPort(new URL(`smtp://${server.at}`))).toBe(false);
});
