import { expect, test } from 'vitest';
import { presets, SeverityLevel, standardScale } from '../../../api/domain/response/severity.ts';
import {
  proposeSeverity,
  severityQuestions,
} from '../../../api/domain/response/severity-proposal.ts';

const proposed = (answers: Record<string, string>, scale = standardScale) =>
  proposeSeverity(scale, answers)?.level.key ?? null;

test('the most severe answer decides', () => {
  expect(proposed({ share: 'few', revenue: 'stopped' })).toBe('SEV1');
  expect(proposed({ share: 'many', revenue: 'none', data: 'safe' })).toBe('SEV2');
  expect(proposed({ share: 'some' })).toBe('SEV3');
  expect(proposed({ share: 'few', data: 'safe' })).toBe('SEV4');
});

test('a good workaround lowers it one level, but never for lost data', () => {
  expect(proposed({ share: 'all', workaround: 'good' })).toBe('SEV2');
  expect(proposed({ share: 'all', workaround: 'awkward' })).toBe('SEV1');
  expect(proposed({ share: 'few', data: 'lost', workaround: 'good' })).toBe('SEV1');
});

test('nothing is proposed before anything is known', () => {
  expect(proposed({})).toBeNull();
  expect(proposed({ workaround: 'none' })).toBeNull();
  expect(proposed({ share: 'somebody else’s word' })).toBeNull();
});

test('it gives its reasons', () => {
  const answers = { share: 'many', data: 'risk', workaround: 'good' };
  expect(proposeSeverity(standardScale, answers)?.because).toEqual([
    'many users are affected',
    'data is at risk',
    'there is an easy workaround',
  ]);
});

test('a more severe answer never proposes a lower severity, on any scale', () => {
  const combinations = severityQuestions.reduce<Record<string, string>[]>(
    (all, { key, answers }) =>
      all.flatMap((one) => ['', ...answers.map((a) => a.value)].map((v) => ({ ...one, [key]: v }))),
    [{}],
  );
  for (const scale of Object.values(presets)) {
    const step = (answers: Record<string, string>) =>
      scale.findIndex(({ key }) => key === proposeSeverity(scale, answers)?.level.key);
    for (const given of combinations)
      for (const { key, answers } of severityQuestions)
        for (const [i, graver] of answers.entries()) {
          const milder = answers[i + 1];
          const from = milder && step({ ...given, [key]: milder.value });
          if (from !== undefined && from !== -1)
            expect(step({ ...given, [key]: graver.value })).toBeLessThanOrEqual(from);
        }
  }
});

test('every preset can be saved as it is, highest first', () => {
  for (const [name, scale] of Object.entries(presets)) {
    expect(scale.map(({ key }) => key)).toEqual(scale.map(({ key }) => key).toSorted());
    expect(name).toBe(`${scale[0]?.key}–${scale.at(-1)?.key}`);
    for (const level of scale) expect(SeverityLevel.parse(level)).toEqual(level);
  }
});
