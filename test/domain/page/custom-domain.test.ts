import { expect, test } from 'vitest';
import { domainIn, recordFor } from '../../../api/domain/page/custom-domain.ts';

test.each([
  ['status.example.com', 'status.example.com'],
  [' https://Status.Example.com/ ', 'status.example.com'],
  ['http://status.example.co.uk', 'status.example.co.uk'],
  ['stätus.example.com', 'xn--sttus-hra.example.com'],
])('a domain is read from what is typed or pasted: %s', (typed, host) => {
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
])('what is no domain is refused with a sentence: %s', (typed) => {
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

test('a domain that is the address already needs no record', () => {
  expect(recordFor('status.example.com', 'https://status.example.com')).toBeNull();
});
