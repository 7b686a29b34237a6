import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { componentStatuses } from '../../api/domain/status.ts';
import { drawable, widthOf, wrapped } from '../../api/render/picture/letters.ts';
import { picture } from '../../api/render/picture/picture.ts';
import { hostile } from '../support/hostile.ts';

const said = {
  name: ['Northwind status'],
  headline: ['Card payments are failing'],
  below: 'Affected: Cards.',
  foot: 'Next update by 21 Nov, 14:30 UTC',
  tone: 'partial_outage' as const,
};

/** Of the pixels of a row, which are another colour than the ground. */
function inked(png: Uint8Array, row: number): number[] {
  const { data, width } = decode(png);
  return [...data.subarray(row * width, (row + 1) * width)].flatMap((v, x) => (v ? [x] : []));
}

test.each(componentStatuses)(
  '%s is a PNG of 1200 by 630 with its text inside the margins',
  (tone) => {
    const png = picture({ ...said, tone });
    expect(decode(png)).toMatchObject({ width: 1200, height: 630, channels: 1, depth: 8 });
    expect(png.byteLength).toBeLessThan(100_000);
    for (let row = 0; row < 630; row += 7)
      expect(inked(png, row).every((x) => x < 20 || (x >= 80 && x <= 1116))).toBe(true);
    expect(inked(png, 540).length).toBeGreaterThan(60);
  },
);

test('no text, however long or strange, leaves its lines', () => {
  for (const text of [...hostile, 'W'.repeat(500), 'a '.repeat(300), ''])
    for (const line of wrapped(drawable(text) ?? '', 60, 1032, 3))
      expect(widthOf(line, 60)).toBeLessThanOrEqual(1032);
  const png = picture({ ...said, headline: ['W'.repeat(500)], below: `${hostile[0]}` });
  expect(inked(png, 255).length).toBeGreaterThan(60);
});

test('what has no letters here gives way to what has; an accent that is not there is left out', () => {
  expect(drawable('Zażółć gęślą jaźń')).toBeNull();
  expect(drawable('Dvořák')).toBe('Dvorák');
  expect(drawable('Störung: café')).toBe('Störung: café');
  expect(drawable('決済が失敗しています')).toBeNull();
  const japanese = { ...said, headline: ['決済が失敗しています', 'Partial System Outage'] };
  expect(picture(japanese)).toEqual(picture({ ...said, headline: ['Partial System Outage'] }));
});

test('lines are as wide as they may be, and the last says that there is more', () => {
  const lines = wrapped('one two three four five six seven', 60, 400, 2);
  expect(lines).toHaveLength(2);
  expect(lines[1]?.endsWith('…')).toBe(true);
  for (const line of lines) expect(widthOf(line, 60)).toBeLessThanOrEqual(400);
});
