type Part = [type: string, text: string, encoding?: 'base64' | 'quoted-printable'];

/** A multipart mail, as a mail server sends it. */
export function multipart(subtype: string, parts: Part[], header = ''): string {
  const boundary = `=_${parts.length}${subtype.length}${Math.abs(hash(JSON.stringify(parts)))}`;
  const drawn = parts.map(([type, text, encoding]) =>
    [
      `--${boundary}`,
      `Content-Type: ${type}`,
      ...(encoding ? [`Content-Transfer-Encoding: ${encoding}`] : []),
      '',
      encoding === 'base64'
        ? (
            Buffer.from(text)
              .toString('base64')
              .match(/.{1,76}/g) ?? []
          ).join('\r\n')
        : encoding
          ? text.replaceAll('=', '=3D').replaceAll(/(.{60})/g, '$1=\r\n')
          : text,
    ].join('\r\n'),
  );
  return [
    'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
    'To: status@acme.example',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    `Content-Type: multipart/${subtype}; boundary="${boundary}"`,
    ...(header ? [header] : []),
    '',
    ...drawn,
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

const hash = (text: string): number =>
  [...text].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) | 0, 7);

/** The fields of a delivery report for one recipient. */
export const recipient = (
  to: string,
  { action = 'failed', status = '5.1.1', diagnostic = 'smtp; 550 5.1.1 no such user' } = {},
): string =>
  [
    `Final-Recipient: rfc822; ${to}`,
    ...(action ? [`Action: ${action}`] : []),
    ...(status ? [`Status: ${status}`] : []),
    ...(diagnostic ? [`Diagnostic-Code: ${diagnostic}`] : []),
  ].join('\r\n');

export const original = (messageId: string, more = ''): string =>
  `Received: from us\r\nMessage-ID: <${messageId}>\r\n${more}Subject: [Investigating] Cards\r\n\r\nWe are looking into it.`;

/** A delivery report as Postfix writes it. */
export function deliveryReport(
  messageId: string,
  recipients: string[],
  given: {
    words?: string;
    encoding?: Part[2];
    returned?: Part | null;
    header?: string;
    type?: string;
  } = {},
): string {
  const { words = 'This is the mail system at host mx.example.', encoding } = given;
  const returned = given.returned === undefined ? defaultReturned(messageId) : given.returned;
  return multipart(
    'report; report-type=delivery-status',
    [
      ['text/plain; charset=utf-8', words, encoding],
      [
        given.type ?? 'message/delivery-status',
        ['Reporting-MTA: dns; mx.example', ...recipients, ''].join('\r\n\r\n'),
        encoding,
      ],
      ...(returned ? [returned] : []),
    ],
    given.header,
  );
}

const defaultReturned = (messageId: string): Part => ['message/rfc822', original(messageId)];

export const complaint = (messageId: string, type = 'abuse', more = ''): string =>
  multipart('report; report-type=feedback-report', [
    ['text/plain', 'This is an email abuse report.'],
    ['message/feedback-report', `Feedback-Type: ${type}\r\nUser-Agent: Some/1.0\r\nVersion: 1\r\n`],
    ['message/rfc822', original(messageId, more)],
  ]);
