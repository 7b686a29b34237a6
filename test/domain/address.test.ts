import { expect, test } from 'vitest';
import { foldAddress, networkOf } from '../../api/domain/address.ts';

test.for([
  ['ana@example.com', 'ana@example.com'],
  ['a.n.a+list+x@example.com', 'ana@example.com'],
  ['"a@b"@example.com', '"a@b"@example.com'],
])('%s counts as %s', ([typed = '', folded]) => {
  expect(foldAddress(typed)).toBe(folded);
});

test.for([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s belongs to the network %s', ([ip = '', network]) => {
  expect(networkOf(ip)).toBe(network);
});
