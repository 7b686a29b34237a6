import { expect, test } from 'vitest';
import { domainIn, recordFor } from '../../../api/domain/page/custom-domain.ts';
import { domainCheck } from '../../../api/domain/page/domain-check.ts';

test.each([
  ['status.example.com', 'status.example.com'],
  [' https://Status.Example.com/ ', 'status.example.com'],
  ['http://status.example.co.uk', 'status.example.co.uk'],
  ['stätus.example.com', 'xn--sttus-hra.example.com'],
])('a domain is read from typed or pasted input: %s', (typed, host) => {
  expect(domainIn(typed)).toEqual({ host });
});

test.each([
  '',
  'status',
  'localhost',
  'app.localhost',
  '192.0.2.7',
  '[2001:db8::1]',
  'https://example.com/status',
  'status.example.com:8080',
  'javascript:alert(1)',
  'ftp://status.example.com',
  'a b.example.com',
  `${'a'.repeat(64)}.example.com`,
  '-a.example.com',
  '<b>.example.com',
])('an invalid domain is refused with an explanation: %s', (typed) => {
  expect(domainIn(typed)).toEqual({ wrong: expect.stringMatching(/^[A-Z].*\.$/) });
});

test.each([
  ['https://page.example.net', { type: 'CNAME', value: 'page.example.net' }],
  ['http://192.0.2.7:4321', { type: 'A', value: '192.0.2.7' }],
  ['http://[2001:db8::1]:4321', { type: 'AAAA', value: '2001:db8::1' }],
  ['http://localhost:4321', { type: 'A', value: null }],
])('the record for a page at %s', (baseUrl, record) => {
  expect(recordFor('status.example.com', baseUrl)).toEqual({
    ...record,
    name: 'status.example.com',
  });
});

test('a domain that is already the address needs no record', () => {
  expect(recordFor('status.example.com', 'https://status.example.com')).toBeNull();
});

const isPrivate = (address: string) => address.startsWith('10.');
const checked = (found: string[] | null, own: string[] | null) =>
  domainCheck({ host: 'status.example.com', found, own }, isPrivate);

test.each([
  ['nothing answers', null, null, /didn’t answer.*Try again/],
  ['there is no record', [], ['192.0.2.7'], /has no address yet.*check again later/],
  ['it leads elsewhere', ['203.0.113.9'], ['192.0.2.7'], /203\.0\.113\.9.*this page is at 192/],
  ['the page’s own address is not known', ['203.0.113.9'], null, /Check that this is the public/],
  ['the page is in a private network', ['203.0.113.9'], ['10.0.0.2'], /Check that this is the/],
])('a domain is not ready where %s, and the message says what to do', (_, found, own, words) => {
  expect(checked(found, own)).toEqual({ isDone: false, sentence: expect.stringMatching(words) });
});

test('a domain is ready when one of its addresses is the page’s', () => {
  expect(checked(['192.0.2.8', '2001:db8::7'], ['2001:db8::7']).isDone).toBe(true);
});

test('private addresses are not shown: an internal name stays unknown', () => {
  const { sentence } = checked(['10.0.0.5'], ['192.0.2.7']);
  expect(sentence).toContain('private address');
  expect(sentence).not.toContain('10.0.0.5');
});
