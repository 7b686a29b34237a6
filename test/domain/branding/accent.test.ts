import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accentFor, contrast } from '../../../api/domain/branding/accent.ts';

const colour = fc
  .integer({ min: 0, max: 0xffffff })
  .map((n) => `#${n.toString(16).padStart(6, '0')}`);

test('any color has readable text and a visible focus in both themes', () => {
  fc.assert(
    fc.property(colour, (given) => {
      for (const [theme, ground] of [
        ['light', '#ffffff'],
        ['dark', '#0f1216'],
      ] as const) {
        const { fill, onFill, outline } = accentFor(theme, given, ground);
        expect(contrast(fill, onFill)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(outline, ground)).toBeGreaterThanOrEqual(3);
      }
    }),
  );
});

test('a color that works is left unchanged', () => {
  expect(accentFor('light', '#3B47C9', '#ffffff').fill).toBe('#3b47c9');
  expect(accentFor('light', '#ffd400', '#ffffff').fill).toBe('#ffd400');
});

test('white on black is 21 to 1', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
});
