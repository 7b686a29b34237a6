import { expect, test } from 'vitest';
import { contrast } from '../../../api/domain/branding/accent.ts';
import { brandingCss } from '../../../api/domain/branding/branding.ts';
import { themes } from '../../../api/domain/branding/properties.ts';
import { sampleProperties } from '../../../api/domain/branding/sample.ts';

test.each(['#ffffff', '#000000', '#ffee00', '#0f1216', '#3b47c9'])(
  'the sample’s button is readable in both themes with the color %s',
  (accent) => {
    for (const theme of themes) {
      const sample = sampleProperties({ accent, theme: null }, theme);
      const [fill = '', onFill = ''] = [sample['--accent'], sample['--on-accent']];
      expect(contrast(fill, onFill)).toBeGreaterThanOrEqual(4.5);
    }
  },
);

test('a background of the light theme is not used in the dark one, in the sample and on the page', () => {
  const own = { light: { '--bg': '#fffdf5' }, dark: {} };
  expect(sampleProperties({ accent: null, theme: own }, 'dark')['--bg']).toBe('#0f1216');
  const css = brandingCss({ accent: null, theme: own }) ?? '';
  expect(css.split('prefers-color-scheme:dark')[1]).toContain('--bg:#0f1216');
  const both = { light: { '--bg': '#fffdf5' }, dark: { '--bg': '#101010' } };
  expect(brandingCss({ accent: null, theme: both })?.split('dark)')[1]).toContain('--bg:#101010');
});
