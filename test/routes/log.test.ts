import { expect, test, vi } from 'vitest';
import { answerFacts, type Facts, type Log, logFrom } from '../../api/core/log.ts';

/** What is written to stdout and stderr by `act`. */
function linesOf(act: () => void): string[] {
  const lines: string[] = [];
  const write = (line: unknown) => void lines.push(`${line}`);
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(write),
    vi.spyOn(console, 'error').mockImplementation(write),
  ];
  act();
  for (const spy of spies) spy.mockRestore();
  return lines;
}

test('errors from a remote server are logged without the email address', () => {
  const message =
    'Invalid `to` field: ana.o\'hara+x@customers.example, "bob@customers.example" <carol@customers.example>';
  const lines = linesOf(() =>
    logFrom('info')('warn', 'email not accepted', answerFacts({ message, code: '422' })),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('customers.example');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    code: '422',
    message: 'email not accepted',
    reason: expect.stringContaining('Invalid'),
  });
});

test('no detail overwrites an event’s name, level or time', () => {
  const log: Log = logFrom('info');
  // @ts-expect-error a fact with this name does not compile
  const facts: Facts = { message: 'read ECONNRESET' };
  // @ts-expect-error nor with these
  const others: Facts = { at: 'never', level: 'none' };
  const [first, second] = linesOf(() => {
    log('warn', 'email not accepted', facts);
    log('error', 'planning failed', others);
  }).map((line) => JSON.parse(line));
  expect(first).toMatchObject({ level: 'warn', message: 'email not accepted' });
  expect(second).toMatchObject({ level: 'error', message: 'planning failed' });
  expect(second.at).toMatch(/^\d{4}-/);
});
