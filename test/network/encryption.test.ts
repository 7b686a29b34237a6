import { describe, expect, test } from 'vitest';
import { nodeOpener } from '../../api/core/encryption.node.ts';
import { Encryption } from '../../api/core/encryption.ts';

const SECRET = 'a secret key of at least thirty-two characters';
const OTHER = 'another secret key of thirty-two characters';
/** Web Crypto, as on Workers, and Node's own. Both read what either wrote. */
const ways = [
  ['Web Crypto', undefined],
  ['Node', nodeOpener],
] as const;

describe.each(ways)('decrypted by %s', (_, opener) => {
  const ours = new Encryption(SECRET, opener);

  test('what is encrypted can be read again, and never looks the same twice', async () => {
    for (const text of ['', 'https://hooks.example.com/x?y=1', `Grüße 👋 ${'x'.repeat(5000)}`]) {
      const [one, two] = [await ours.encrypt('webhook', text), await ours.encrypt('webhook', text)];
      expect(one).not.toBe(two);
      expect(text === '' || !one.includes(text)).toBe(true);
      expect(await ours.decrypt('webhook', one)).toBe(text);
      expect(await ours.decrypt('webhook', two)).toBe(text);
    }
  });

  test('another key, another purpose and a changed text decrypt to nothing', async () => {
    const sealed = await ours.encrypt('webhook', 'https://hooks.example.com/');
    const other = new Encryption(OTHER, opener);
    expect(await other.decrypt('webhook', sealed)).toBeNull();
    expect(await ours.decrypt('slack', sealed)).toBeNull();
    const [at, one] = [sealed.length - 10, sealed.at(-10)];
    const changed = `${sealed.slice(0, at)}${one === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    for (const text of [changed, '', 'v1.', 'v1.!!!', sealed.slice(0, 30), 'https://plain.example'])
      expect(await ours.decrypt('webhook', text)).toBeNull();
  });
});
