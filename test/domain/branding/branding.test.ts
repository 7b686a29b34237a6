import { expect, test } from 'vitest';
import { brandingCss } from '../../../api/domain/branding/branding.ts';
import { declaredIn } from '../../../api/domain/branding/properties.ts';
import { unreadable } from '../../../api/domain/branding/readable.ts';
import { hostile } from '../../support/hostile/hostile.ts';

test('declarations are read one per line, with or without a semicolon, and written back unchanged', () => {
  expect(
    declaredIn('--bg: #FAFAFA;\n\n  --ink:#101010\r\n--radius: 4px;', 'light').declared,
  ).toEqual({
    '--bg': '#fafafa',
    '--ink': '#101010',
    '--radius': '4px',
  });
});

test.each([
  ['--bg: red', 'Line 1: use a six-digit color for --bg'],
  ['--bg: #fff', 'six-digit color'],
  ['--ink: #101010\n--hover: #101010', 'Line 2: use one variable per line'],
  ['color: #101010', 'Available: --bg, --sheet'],
  ['--radius: 90px', 'use 0px to 24px for --radius'],
  ['--radius: calc(1px)', 'for --radius'],
  ['--bg: #101010; } body { display: none', 'one variable per line'],
  ['--bg: url(https://example.com/spy)', 'six-digit color'],
  ['toString: 1', 'one variable per line'],
])('%j is refused with its line and an explanation', (text, sentence) => {
  expect(declaredIn(text, 'light').error).toContain(sentence);
});

test('nothing hostile is accepted as a declaration', () => {
  for (const text of hostile)
    for (const line of [text, `--bg: ${text}`, `${text}: #101010`])
      if (line.trim() !== '') expect(declaredIn(line, 'light').declared).toEqual({});
});

test('unreadable colors are refused in each theme; the defaults are readable', () => {
  expect(unreadable({}, 'light')).toBeNull();
  expect(unreadable({}, 'dark')).toBeNull();
  expect(unreadable({ '--ink': '#bbbbbb' }, 'light')).toContain('--ink on');
  expect(unreadable({ '--bg': '#222222', '--ink': '#ffffff' }, 'light')).toContain(':1');
  expect(unreadable({ '--bg': '#fdfdfb' }, 'light')).toBeNull();
});

test('the style sheet has the declarations, and leaves forced colors alone', () => {
  expect(brandingCss({ accent: null, theme: null })).toBeNull();
  const css = brandingCss({
    accent: '#3b47c9',
    theme: { light: { '--radius': '4px' }, dark: { '--bg': '#000000' } },
  });
  expect(css).toMatch(/^@media \(forced-colors:none\)\{html:root\{--radius:4px;--accent:#3b47c9;/);
  expect(css).toContain('(prefers-color-scheme:dark){html:root{--bg:#000000;');
});
