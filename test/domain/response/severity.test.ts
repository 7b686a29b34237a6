import { expect, test } from 'vitest';
import {
  presets,
  SeverityLevel,
  type SeverityScale,
  standardScale,
} from '../../../api/domain/response/severity.ts';
import {
  proposeSeverity,
  severityQuestionsOf,
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
    'more than 20% of users are affected',
    'data is at risk',
    'there is an easy workaround',
  ]);
});

test('a more severe answer never proposes a lower severity, on any scale', () => {
  for (const scale of Object.values(presets)) {
    const questions = severityQuestionsOf(scale);
    const combinations = questions.reduce<Record<string, string>[]>(
      (all, { key, answers }) =>
        all.flatMap((one) =>
          ['', ...answers.map((a) => a.value)].map((v) => ({ ...one, [key]: v })),
        ),
      [{}],
    );
    const step = (answers: Record<string, string>) =>
      scale.findIndex(({ key }) => key === proposeSeverity(scale, answers)?.level.key);
    for (const given of combinations)
      for (const { key, answers } of questions)
        for (const [i, graver] of answers.entries()) {
          const milder = answers[i + 1];
          const from = milder && step({ ...given, [key]: milder.value });
          if (from !== undefined && from !== -1)
            expect(step({ ...given, [key]: graver.value })).toBeLessThanOrEqual(from);
        }
  }
});

test('the shares of users are those of the page, and of the handbooks where it names none', () => {
  const wordsOf = (scale: SeverityScale) =>
    severityQuestionsOf(scale)[0]?.answers.map(({ words }) => words);
  const usual = ['More than 50%', '20% to 50%', '5% to 20%', 'Less than 5%'];
  expect(wordsOf(standardScale)).toEqual(usual);
  expect(wordsOf(presets['SEV1–SEV3'] ?? [])).toEqual([
    'More than 50%',
    '20% to 50%',
    'Less than 20%',
  ]);
  const own = standardScale.map((level, i) => ({
    ...level,
    usersFrom: [30, 10, null, null][i] ?? null,
  }));
  expect(wordsOf(own)).toEqual(['More than 30%', '10% to 30%', '5% to 10%', 'Less than 5%']);
});

test('every preset can be saved as it is, highest first', () => {
  for (const [name, scale] of Object.entries(presets)) {
    expect(scale.map(({ key }) => key)).toEqual(scale.map(({ key }) => key).toSorted());
    expect(name).toBe(`${scale[0]?.key}–${scale.at(-1)?.key}`);
    for (const level of scale) expect(SeverityLevel.parse(level)).toEqual(level);
  }
});
