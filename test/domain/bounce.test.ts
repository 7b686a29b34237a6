import { expect, test } from 'vitest';
import {
  fieldGroups,
  kindFor,
  kindOf,
  namedIn,
  reportedIn,
} from '../../api/domain/delivery/bounce.ts';

test.for<[action: string, status: string, diagnostic: string, kind: string | null]>([
  ['failed', '5.1.1', 'smtp; 550 5.1.1 <a@b.example>: Recipient address rejected', 'refused'],
  ['Failed', '5.1.2', 'dns; Host not found', 'refused'],
  ['failed', '5.1.10', 'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'refused'],
  ['failed', '5.2.1', 'smtp; 550 5.2.1 The account is disabled', 'refused'],
  ['failed', '5.4.4', 'X-Postfix; unable to look up host', 'refused'],
  ['failed', '5.4.1', 'smtp;550 5.4.1 Recipient address rejected: Access denied.', 'refused'],
  ['failed', '5.0.0', 'smtp; 550 5.1.1 User unknown', 'refused'],
  ['failed', '5.0.0 (permanent failure)', 'smtp; 550 Benutzer unbekannt', 'refused'],
  ['failed', '5.0.0', 'smtp; 550-5.1.1 The email account that you tried to reach', 'refused'],
  ['failed', '', 'smtp; 551 user not local', 'refused'],
  ['failed', '5.2.2', 'smtp; 552 5.2.2 mailbox full', 'transient'],
  ['failed', '5.7.1', 'smtp; 550 5.7.1 blocked by policy', 'transient'],
  ['failed', '5.7.26', 'smtp; 550 5.7.26 unauthenticated mail', 'transient'],
  ['failed', '5.1.8', 'smtp; 550 5.1.8 sender address rejected', 'transient'],
  ['failed', '5.3.4', 'smtp; 552 5.3.4 message too big', 'transient'],
  ['failed', '5.4.7', 'smtp; 550 5.4.7 delivery expired', 'transient'],
  ['failed', '5.0.0', 'smtp; 550 this looks like spam', 'transient'],
  ['failed', '4.4.7', 'X-Postfix; delivery temporarily suspended', 'transient'],
  ['failed', '5.0.0', '', 'transient'],
  ['delayed', '4.4.1', 'X-Postfix; connect timed out', 'transient'],
  ['delayed', '5.1.1', '', 'transient'],
  ['delivered', '2.0.0', '', null],
  ['relayed', '2.1.5', '', null],
  ['expanded', '2.0.0', '', null],
  ['', '2.0.0', '', null],
])('%s %s (%s) is %s', ([action, status, diagnostic, kind]) => {
  const text = `Reporting-MTA: dns; mx\r\n\r\nAction: ${action}\r\nStatus: ${status}\r\nDiagnostic-Code: ${diagnostic}\r\n`;
  const [reported] = reportedIn(text);
  expect(reported && kindOf(reported)).toBe(kind);
});

test('folded fields, either line ending and names in any case are parsed', () => {
  const text =
    'REPORTING-MTA: dns; mx\n\nfinal-recipient: RFC822; <Ana@Customers.example>\nACTION: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;\n\t550 5.1.1\n   unknown';
  expect(reportedIn(text)).toEqual([
    {
      addresses: ['ana@customers.example'],
      action: 'failed',
      status: '5.1.1',
      diagnostic: 'smtp; 550 5.1.1 unknown',
    },
  ]);
  expect(fieldGroups('no fields at all\n\n\n')).toEqual([]);
});

test('of many recipients the one with the reported address counts, otherwise all must agree', () => {
  const of = (address: string, status: string) =>
    reportedIn(`Final-Recipient: rfc822; ${address}\nAction: failed\nStatus: ${status}`);
  const both = [...of('a@x.example', '5.1.1'), ...of('b@x.example', '5.2.2')];
  expect(kindFor('a@x.example', both)).toBe('refused');
  expect(kindFor('b@x.example', both)).toBe('transient');
  expect(kindFor('list@x.example', both)).toBe('transient');
  expect(kindFor('list@x.example', of('a@x.example', '5.1.1'))).toBe('refused');
  expect(kindFor('a@x.example', [])).toBe(null);
});

test('the IDs of an email are read from its header only', () => {
  const id = 'abcdefghijkl.mnopqrstuvwx';
  expect(namedIn(`Subject: x\r\nMessage-Id:\r\n <${id}@status.acme.example>\r\n`).ids).toEqual([
    { id: 'abcdefghijkl', subscriberId: 'mnopqrstuvwx' },
  ]);
  for (const strange of [`${id}`, `<${id}>`, '<x.y@host>', `<${id}.more@host>`, `<${id}@a@b>`])
    expect(namedIn(`Message-ID: ${strange}`).ids).toEqual([]);
});
