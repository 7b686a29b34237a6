import { expect, test } from 'vitest';
import { formatSender, parseSender } from '../../api/domain/delivery/sender-name.ts';

test.each([
  ['Status: Acme <a@b.example>', 'Status: Acme', '"Status: Acme" <a@b.example>'],
  ['Acme (EU) Status <a@b.example>', 'Acme (EU) Status', '"Acme (EU) Status" <a@b.example>'],
  ['Acme, Inc. <a@b.example>', 'Acme, Inc.', '"Acme, Inc." <a@b.example>'],
  ['"Acme, Inc." <a@b.example>', 'Acme, Inc.', '"Acme, Inc." <a@b.example>'],
  ['The "Acme" <team> <a@b.example>', 'The "Acme" <team>', '"The \\"Acme\\" <team>" <a@b.example>'],
  ['Störung <a@b.example>', 'Störung', 'Störung <a@b.example>'],
  ['a@b.example', '', 'a@b.example'],
  ['<a@b.example>', '', 'a@b.example'],
])('%s has the name %s and is written %s', (text, name, written) => {
  expect(parseSender(text)).toEqual({ name, address: 'a@b.example' });
  expect(formatSender(parseSender(text))).toBe(written);
});
