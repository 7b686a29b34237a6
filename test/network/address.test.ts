import { expect, test } from 'vitest';
import { ipText, networksOf, parseIp } from '../../api/network/address.ts';

test.for([
  ['203.0.113.7', '203.0.113.7'],
  [' 203.0.113.7:5001 ', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::ffff:cb00:7107', '203.0.113.7'],
  ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['"[2001:db8::1]:4711"', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['[fe80::1%25eth0]', 'fe80::1'],
  ['unknown', null],
  ['_hidden', null],
  ['', null],
  ['127.1', null],
  ['0x7f.0.0.1', null],
  ['010.0.0.1', null],
  ['1.2.3.4.5', null],
  ['256.1.1.1', null],
  ['3405803783', null],
  ['2001:db8::1::2', null],
  ['203.0.113.7, 203.0.113.8', null],
  ['203.0.113.7/32', null],
])('“%s” is the address %s', ([text, address]) => {
  const ip = parseIp(text ?? '');
  expect(ip && ipText(ip)).toBe(address);
});

test.for([
  ['203.0.113.7', ['203.0.113.7/32', '203.0.113.0/24']],
  ['::ffff:203.0.113.7', ['203.0.113.7/32', '203.0.113.0/24']],
  ['2001:db8:1:2fff:3:4:5:6', ['2001:db8:1:2fff::/64', '2001:db8:1:2f00::/56', '2001:db8:1::/48']],
  ['2001:0db8:0001:0002::9', ['2001:db8:1:2::/64', '2001:db8:1::/56', '2001:db8:1::/48']],
  ['fe80::1%eth0', ['fe80::/64', 'fe80::/56', 'fe80::/48']],
  ['unknown', ['unknown']],
] as const)('%s is counted under %j', ([ip, networks]) => {
  expect(networksOf(ip)).toEqual(networks);
});
