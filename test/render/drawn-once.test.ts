import { expect, test } from 'vitest';
import { drawnOnce } from '../../site/components/public/list/drawn.ts';

test('what was drawn is used again for equal facts only, and the oldest of many is forgotten', async () => {
  let times = 0;
  const draw = (name: string, of: string) =>
    drawnOnce(name, of, async () => `${name} ${of} ${++times}`);
  expect(await draw('en /a', '1')).toBe('en /a 1 1');
  expect(await draw('en /a', '1')).toBe('en /a 1 1');
  expect(await draw('de /a', '1')).toBe('de /a 1 2');
  expect(await draw('en /a', '2')).toBe('en /a 2 3');
  expect(await draw('en /a', '1')).toBe('en /a 1 4');
  for (let n = 0; n < 499; n++) await draw(`en /${n}`, '1');
  const before = times;
  await draw('en /a', '1');
  expect(times).toBe(before);
  await draw('de /a', '1');
  expect(times).toBe(before + 1);
});
