import { expect, test, vi } from 'vitest';
import { logFrom } from '../../api/log.ts';

test('what a far end says of an address is logged without the address', () => {
  const lines: string[] = [];
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(`${line}`));
  const message =
    'Invalid `to` field: ana.o\'hara+x@customers.example, "bob@customers.example" <carol@customers.example>';
  logFrom('info')('warn', 'mail was not taken', { message, code: '422' });
  spy.mockRestore();
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('customers.example');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    code: '422',
    message: expect.stringContaining('Invalid'),
  });
});
