import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { iconSvg, touchIcon } from '../../api/render/icon/icon.ts';

test.each([
  ['northwind', 'N'],
  ['  éclair', 'É'],
  ['<script>', '&lt;'],
  ['& Co', '&amp;'],
  ['日本', '日'],
  ['🚀 Rocket', '🚀'],
])('the icon of “%s” shows its first character, inert', (name, initial) => {
  expect(iconSvg({ name, accent: '#ffee00' })).toContain(`>${initial}</text>`);
});

test.each([...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'])('the letter %s is drawn', (name) => {
  const { width, height, data, palette } = decode(touchIcon({ name, accent: '#7a1fa2' }));
  expect([width, height, palette?.length]).toEqual([180, 180, 4]);
  expect(data.some((shade) => shade !== data[0])).toBe(true);
});

test('a name that begins with another character has an icon in its color alone', () => {
  const { palette = [] } = decode(touchIcon({ name: '日本', accent: '#7a1fa2' }));
  expect(new Set(palette.map(String)).size).toBe(1);
});
