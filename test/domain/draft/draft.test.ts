import { expect, test } from 'vitest';
import {
  type Dispute,
  filledFields,
  mergeDraft,
  shownTo,
} from '../../../api/domain/draft/draft.ts';

const ada = { by: 'ada', name: 'Ada' };
const base = { state: 'investigating', template: 't', name: 'Cards fail', body: 'Looking.' };
const merge = (
  stored: Record<string, string | string[]>,
  posted: Record<string, string | string[]>,
  more: Partial<Parameters<typeof mergeDraft>[0]> = {},
) => mergeDraft({ base, stored, posted, disputes: [], ...ada, ...more });

test('a change on one side only is taken from that side, field by field', () => {
  const { values, disputes, taken } = merge(
    { ...base, name: 'Card payments fail', 'c.cards': 'partial_outage' },
    { ...base, body: 'We are looking.', key: 'a press', do: 'publish', draftRevision: '1' },
  );
  expect(values).toEqual({
    ...base,
    name: 'Card payments fail',
    body: 'We are looking.',
    'c.cards': 'partial_outage',
  });
  expect(disputes).toEqual([]);
  expect(taken.sort()).toEqual(['c.cards', 'name']);
});

test('a change on both sides keeps the stored text, with the other one beside it', () => {
  const { values, disputes } = merge({ ...base, body: 'Bo’s.' }, { ...base, body: 'Ada’s.' });
  expect(values.body).toBe('Bo’s.');
  expect(disputes).toEqual([{ field: 'body', ...ada, value: 'Ada’s.' }]);
});

test('the same change on both sides is not a conflict', () => {
  const { disputes, taken } = merge({ ...base, body: 'Same.' }, { ...base, body: 'Same.' });
  expect([disputes, taken]).toEqual([[], []]);
});

test('emptying a field and clearing a checkbox are changes like any other', () => {
  const ticked = { ...base, notify: 'on' };
  const { values } = merge(ticked, { ...base, name: '' }, { base: ticked });
  expect(values).toEqual({ state: 'investigating', template: 't', body: 'Looking.' });
});

test('without the revision of the form, a person decides on every difference', () => {
  const { disputes } = merge({ ...base, name: 'A' }, { ...base, name: 'B' }, { base: null });
  expect(disputes.map(({ field }) => field)).toEqual(['name']);
});

test('a generated text is replaced by one that was written', () => {
  const composed = { ...base, composed: 'Looking.' };
  const filled = {
    ...composed,
    'f.what': 'Cards',
    body: 'Cards. Looking.',
    composed: 'Cards. Looking.',
  };
  const written = { ...composed, body: 'By hand.' };
  for (const [stored, posted] of [
    [filled, written],
    [written, filled],
  ] as const) {
    const { values, disputes } = merge(stored, posted, { base: composed });
    expect([values.body, values['f.what'], disputes]).toEqual(['By hand.', 'Cards', []]);
  }
});

test('another state’s questions keep their answers', () => {
  const there = { ...base, 'f.what': 'Cards' };
  const switched = { ...base, state: 'identified', template: 'u', 'f.cause': 'A change' };
  const { values } = merge(there, switched, { base: there });
  expect(values).toMatchObject({ state: 'identified', 'f.what': 'Cards', 'f.cause': 'A change' });
});

const open: Dispute[] = [{ field: 'body', ...ada, value: 'Ada’s.' }];
const disputed = { ...base, body: 'Bo’s.' };

test('until somebody chooses, each person continues with their own text', () => {
  expect(shownTo({ values: disputed, disputes: open }, 'ada').body).toBe('Ada’s.');
  expect(shownTo({ values: disputed, disputes: open }, 'bo').body).toBe('Bo’s.');
  const more = { base: disputed, disputes: open };
  const hers = merge(disputed, { ...base, body: 'Ada’s, longer.' }, more);
  expect([hers.values.body, hers.disputes[0]?.value]).toEqual(['Bo’s.', 'Ada’s, longer.']);
  const his = merge(
    disputed,
    { ...base, body: 'Bo’s, longer.' },
    { ...more, by: 'bo', name: 'Bo' },
  );
  expect([his.values.body, his.disputes]).toEqual(['Bo’s, longer.', open]);
});

test.each([
  ['ada', 'ada', 'Ada’s.', 'Ada’s.'],
  ['ada', 'stored', 'Ada’s.', 'Bo’s.'],
  ['bo', 'ada', 'Bo’s.', 'Ada’s.'],
  ['bo', 'stored', 'Bo’s.', 'Bo’s.'],
])('%s chooses %s', (by, choice, body, becomes) => {
  const posted = { ...base, body, 'choose.body': choice };
  const { values, disputes } = merge(disputed, posted, {
    base: disputed,
    disputes: open,
    by,
    name: by,
  });
  expect([values.body, disputes]).toEqual([becomes, []]);
});

test('a choice of an unknown person is ignored', () => {
  const posted = { ...base, body: 'Ada’s.', 'choose.body': 'mallory' };
  const { disputes } = merge(disputed, posted, { base: disputed, disputes: open });
  expect(disputes).toEqual(open);
});

test('a generated translation is replaced as the original is', () => {
  const stored = { 'body@de': 'Von Hand', 'composed@de': 'Gemacht' };
  const posted = { 'body@de': 'Neu gemacht', 'composed@de': 'Neu gemacht' };
  const base = { 'body@de': 'Alt', 'composed@de': 'Alt' };
  const merged = mergeDraft({ base, stored, posted, disputes: [], by: 'b', name: 'Bo' });
  expect(merged).toEqual({ values: stored, disputes: [], taken: ['body@de'] });
});

test('only the fields of a form are stored, whatever else is posted', () => {
  const strange = {
    revision: '7',
    alone: 'me',
    note: 'x',
    'c.cards': 'partial_outage',
    'a.b': '1',
  };
  expect(filledFields({ ...base, ...strange, 'body@de': 'Wir suchen.' })).toEqual({
    ...base,
    'c.cards': 'partial_outage',
    'body@de': 'Wir suchen.',
  });
});
