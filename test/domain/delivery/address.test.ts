import { expect, test } from 'vitest';
import {
  foldAddress,
  isLargeProvider,
  readAddress,
  untagged,
} from '../../../api/domain/delivery/address.ts';

test.for([
  ['ana@example.com', 'ana@example.com', 'ana@example.com'],
  ['a.n.a+list+x@gmail.com', 'ana+list+x@gmail.com', 'ana@gmail.com'],
  ['a.na@googlemail.com', 'ana@gmail.com', 'ana@gmail.com'],
  ['jo.ann@corp.example', 'jo.ann@corp.example', 'jo.ann@corp.example'],
  ['team+eu@corp.example', 'team+eu@corp.example', 'team@corp.example'],
  ['+@corp.example', '+@corp.example', '+@corp.example'],
])('%s is the address %s, and %s without its tag', ([typed = '', folded, mailbox]) => {
  expect(foldAddress(typed)).toBe(folded);
  expect(untagged(typed)).toBe(mailbox);
});

test.for([
  ['r&d@example.com', 'r&d@example.com'],
  ['a/b@example.com', 'a/b@example.com'],
  ['fred=bloggs@example.com', 'fred=bloggs@example.com'],
  ["o'brien#1!{x}|~`^?*$%_-@example.com", "o'brien#1!{x}|~`^?*$%_-@example.com"],
  ['Ana@Example.COM', 'ana@example.com'],
  [' ana@example.com ', 'ana@example.com'],
  ['ana@example.com.', 'ana@example.com'],
  ['ops@münchen.example', 'ops@xn--mnchen-3ya.example'],
  ['ops@MÜNCHEN.example', 'ops@xn--mnchen-3ya.example'],
  ['ops@mu\u0308nchen.example', 'ops@xn--mnchen-3ya.example'],
  ['ops@xn--mnchen-3ya.example', 'ops@xn--mnchen-3ya.example'],
  ['ops@XN--MNCHEN-3YA.EXAMPLE', 'ops@xn--mnchen-3ya.example'],
  ['ops@straße.example', 'ops@xn--strae-oqa.example'],
  ['info@пример.рф', 'info@xn--e1afmkfd.xn--p1ai'],
  ['info@例え。テスト', 'info@xn--r8jz45g.xn--zckzah'],
  ['info＠ｅｘａｍｐｌｅ．ｃｏｍ', 'info@example.com'],
  ['info@مثال.إختبار', 'info@xn--mgbh0fb.xn--kgbechtv'],
  ['ana@1and1.example', 'ana@1and1.example'],
  ['ana@a-.b--c.x.example', null],
  ['ana@a--b.example', 'ana@a--b.example'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('%s is stored as %s', ([typed = '', saved]) => {
  expect(readAddress(typed as string)).toEqual(
    saved === null ? { error: 'whole' } : { email: saved },
  );
});

test.for([
  ['ana', 'whole'],
  ['ana@', 'whole'],
  ['@example.com', 'whole'],
  ['ana@gmail', 'whole'],
  ['ana@@example.com', 'whole'],
  ['a b@example.com', 'whole'],
  ['ana@example.com, bo@example.com', 'whole'],
  ['ana@example.com/x', 'whole'],
  ['ana@example.com:25', 'whole'],
  ['ana@exa_mple.com', 'whole'],
  ['ana@-example.com', 'whole'],
  ['ana@exam..ple.com', 'whole'],
  ['ana@192.0.2.1', 'whole'],
  ['ana@0x7f.1', 'whole'],
  ['ana@%65xample.com', 'whole'],
  [`ana@${'a'.repeat(64)}.example`, 'whole'],
  ['"a b"@example.com', 'whole'],
  ['Ana <ana@example.com>', 'whole'],
  ['ana@[192.0.2.1]', 'literal'],
  ['ana@[IPv6:2001:db8::1]', 'literal'],
  ['josé@example.com', 'local'],
  ['アナ@例え.テスト', 'local'],
  [`${'a'.repeat(65)}@example.com`, 'localLength'],
  [`${'a'.repeat(64)}@${'b.'.repeat(100)}example`, 'length'],
  [`ana@${`${'ü'.repeat(40)}.`.repeat(6)}example`, 'length'],
])('%s is refused: %s', ([typed = '', error]) => {
  expect(readAddress(typed)).toEqual({ error });
});

test('large providers are recognized in any country, and others are not', () => {
  for (const domain of [
    'gmail.com',
    'yahoo.co.uk',
    'hotmail.fr',
    'gmx.de',
    'outlook.com',
    'web.de',
  ])
    expect(isLargeProvider(domain), domain).toBe(true);
  for (const domain of [
    'corp.example',
    'gmail.com.evil.example',
    'notgmail.com',
    'yahoo.evil.example',
  ])
    expect(isLargeProvider(domain), domain).toBe(false);
});
