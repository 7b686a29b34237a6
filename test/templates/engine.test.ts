import { expect, test, vi } from 'vitest';
import { compose, errorIn } from '../../templates/engine.ts';
import { sentence } from '../../templates/markdown/punctuation.ts';
import { field } from '../../templates/messages/fields.ts';
import { describeWindow, formatInstant, formatMinutes } from '../../templates/words.ts';

const fields = [field({ key: 'x', label: 'What?', type: 'longtext' })];
const moment = { now: 0, zone: 'Etc/UTC' };

test('input comes out as typed: no Liquid in it runs, no character is escaped', () => {
  const x = '{{ 7 | times: 7 }} {% for i in (1..9) %} <b>“5 < 6 & 7”</b> \\[a\\]';
  expect(compose({ body: '{{ x }}', fields }, { x }, moment)).toBe(x);
});

test('an empty answer is false in a condition', () => {
  const body = '{% if x %}yes{% else %}no{% endif %}';
  expect(compose({ body, fields }, { x: '  ' }, moment)).toBe('no');
});

test.each([
  ['a loop over a thousand million', '{% for i in (1..1000000000) %}x{% endfor %}'],
  [
    'nested loops that print nothing',
    '{% for i in (1..10000) %}{% for j in (1..10000) %}{% assign a = j %}{% endfor %}{% endfor %}',
  ],
  [
    'a text that doubles itself',
    '{% assign s = "aaaa" %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}{{ s }}',
  ],
  [
    'a captured text that doubles itself',
    '{% assign s = "aaaa" %}{% for i in (1..20) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}{{ s }}',
  ],
  [
    'a captured text that doubles itself and is searched',
    '{% assign s = "aaaa" %}{% for i in (1..30) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% if s contains "b" %}{% endif %}{% endfor %}',
  ],
  [
    'an empty loop in an empty loop',
    '{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}',
  ],
  ['a table without end', '{% tablerow i in (1..100000) %}{% endtablerow %}'],
  ['a text nested without end', '{% if x %}'.repeat(1900)],
  ['a date padded without end', '{{ "now" | date: "%999999999d" }}'],
])('%s is stopped, with its place', (_, body) => {
  expect(errorIn({ body, fields })?.message).toMatch(
    /^Line 1, column \d+: (The template grows too large|It takes too long|The template is nested too deeply)/,
  );
});

test('steps are counted, not timed: a busy machine refuses nothing', () => {
  const clock = vi.spyOn(performance, 'now');
  let at = 0;
  clock.mockImplementation(() => (at += 10_000));
  expect(errorIn({ body: '{% for i in (1..100) %}{{ i }}{% endfor %}', fields })).toBeNull();
  clock.mockRestore();
});

test.each([
  ['number', '1200', '{% if x > 1000 %}many: {{ x | number }}{% endif %}', 'many: 1,200'],
  ['yesno', 'yes', '{% if x %}yes{% endif %}', 'yes'],
  ['yesno', 'no', '{% if x == false %}no{% endif %}', 'no'],
  ['yesno', '', '{% if x == nil %}not said{% endif %}', 'not said'],
  ['choices', 'Cards\nWallets\nBank', '{{ x }}', 'Cards, Wallets and Bank'],
  ['date', '1970-02-03', '{{ x }}', 'February 3'],
  ['date', '1971-02-03', '{{ x }}', 'February 3, 1971'],
  ['link', 'https://example.com/a?b=1&c', '{{ x }}', 'https://example.com/a?b=1&c'],
] as const)('a %s answered %j can be used in a text', (type, x, body, text) => {
  const typed = [field({ key: 'x', label: 'X', type, options: ['Cards', 'Wallets', 'Bank'] })];
  expect(errorIn({ body, fields: typed })).toBeNull();
  expect(compose({ body, fields: typed }, { x }, moment)).toBe(text);
});

test.each(['include "/etc/passwd"', 'render "x"', 'layout "x"'])(
  '{%% %s %%} is not a tag here: no file is ever read',
  (tag) => {
    expect(errorIn({ body: `{% ${tag} %}`, fields })?.message).toMatch(/Unknown tag “\w+”\./);
  },
);

test.each([
  ['one\ntwo {{ x | nosuch }}', 'Line 2, column 5: Unknown filter “nosuch”.'],
  ['{{ x | sentnce }}', 'Line 1, column 1: Unknown filter “sentnce”. Did you mean “sentence”?'],
  ['{% asign a = 1 %}', 'Line 1, column 1: Unknown tag “asign”. Did you mean “assign”?'],
  ['a\n{% if x %}', 'Line 2, column 1: Tag {% if x %} not closed.'],
])('an error is named with its line and column: %j', (body, message) => {
  expect(errorIn({ body, fields })?.message).toBe(message);
});

test('a key without a field is named with its place; names assigned in the text are known', () => {
  const customer = [field({ key: 'customer', label: 'Who?', type: 'text' })];
  expect(errorIn({ body: 'one\n{{ custmer }}', fields: customer })?.message).toBe(
    'Line 2, column 4: No question has the key “custmer”. Did you mean “customer”?',
  );
  expect(errorIn({ body: '{{ weather }}', fields })?.message).toBe(
    'Line 1, column 4: No question has the key “weather”. Use a question’s key, or add the question.',
  );
  const made =
    '{% assign y = x %}{{ y }}{% for i in (1..3) %}{{ i }}{{ forloop.index }}{% endfor %}';
  expect(errorIn({ body: made, fields })).toBeNull();
});

test.each([
  ['It is down', 'It is down.'],
  ['It is down.', 'It is down.'],
  ['It says “try again.”', 'It says “try again.”'],
  ['we look', 'We look.'],
  ['iOS is down', 'iOS is down.'],
  ['api.example.com is down', 'api.example.com is down.'],
  ['These:\n- cards\n- transfers', 'These:\n- cards\n- transfers'],
  ['', ''],
])('%j as a sentence is %j', (typed, expected) => expect(sentence(typed)).toBe(expected));

test('durations and instants are in words', () => {
  expect([1, 45, 60, 90, 1440, 2880].map(formatMinutes)).toEqual([
    '1 minute',
    '45 minutes',
    '1 hour',
    '1 hour 30 minutes',
    '1 day',
    '2 days',
  ]);
  const at = Date.UTC(2026, 10, 20, 23, 30);
  expect(formatInstant(at, 'Etc/UTC', at)).toBe('23:30 UTC');
  expect(formatInstant(at, 'Asia/Tokyo', at - 3_600_000 * 12)).toBe('08:30 GMT+9 on November 21');
  expect(describeWindow(at, at + 600_000, 'Etc/UTC', at)).toBe('23:30 to 23:40 UTC');
  expect(describeWindow(at, at + 3_600_000, 'Etc/UTC', at)).toBe(
    '23:30 UTC to 00:30 UTC on November 21',
  );
  expect(formatInstant(at, 'Etc/UTC', at + 86_400_000 * 60)).toBe('23:30 UTC on November 20, 2026');
});
