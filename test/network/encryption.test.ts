import { expect, test } from 'vitest';
import { Encryption } from '../../api/core/encryption.ts';

const ours = new Encryption('a secret key of at least thirty-two characters');

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
  const other = new Encryption('another secret key of thirty-two characters');
  expect(await other.decrypt('webhook', sealed)).toBeNull();
  expect(await ours.decrypt('slack', sealed)).toBeNull();
  const changed = sealed.slice(0, -2) + (sealed.endsWith('A=') ? 'B=' : 'A=');
  for (const text of [changed, '', 'v1.', 'v1.!!!', sealed.slice(0, 30), 'https://plain.example'])
    expect(await ours.decrypt('webhook', text)).toBeNull();
});
