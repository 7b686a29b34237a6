import { expect, test } from 'vitest';
import { compose, faultIn } from '../../templates/engine.ts';
import { field } from '../../templates/messages/fields.ts';
import { sentence } from '../../templates/punctuation.ts';
import { durationInWords, instantInWords, windowInWords } from '../../templates/words.ts';

const fields = [field({ key: 'x', label: 'What?', type: 'longtext' })];
const moment = { now: 0, zone: 'Etc/UTC' };

test('what was typed comes out as typed: no Liquid in it runs, no character is escaped', () => {
  const x = '{{ 7 | times: 7 }} {% for i in (1..9) %} <b>“5 < 6 & 7”</b> \\[a\\]';
  expect(compose({ body: '{{ x }}', fields }, { x }, moment)).toBe(x);
});

test('an answer left empty is false in a condition', () => {
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
  ['a date padded without end', '{{ "now" | date: "%999999999d" }}'],
])('%s is stopped', (_, body) => {
  expect(faultIn({ body, fields })).toMatch(/Correct it there, then save again\.$/);
});

test.each(['include "/etc/passwd"', 'render "x"', 'layout "x"'])(
  '{%% %s %%} is not a tag here: no file is ever read',
  (tag) => {
    expect(faultIn({ body: `{% ${tag} %}`, fields })).toMatch(/tag "\w+" not found/);
  },
);

test('a fault is named with its line', () => {
  expect(faultIn({ body: 'one\ntwo {{ x | nosuch }}', fields })).toBe(
    'Line 2: undefined filter: nosuch. Correct it there, then save again.',
  );
});

test('a key that no field has is named with its line; names made in the text are known', () => {
  expect(faultIn({ body: 'one\n{{ x }} {{ custmer }}', fields })).toBe(
    'Line 2: there is no field with the key “custmer”. Use a field’s key there, or add the field, then save again.',
  );
  const made =
    '{% assign y = x %}{{ y }}{% for i in (1..3) %}{{ i }}{{ forloop.index }}{% endfor %}';
  expect(faultIn({ body: made, fields })).toBeNull();
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

test('durations and instants are said in words', () => {
  expect([1, 45, 60, 90, 1440, 2880].map(durationInWords)).toEqual([
    '1 minute',
    '45 minutes',
    '1 hour',
    '1 hour 30 minutes',
    '1 day',
    '2 days',
  ]);
  const at = Date.UTC(2026, 10, 20, 23, 30);
  expect(instantInWords(at, 'Etc/UTC', at)).toBe('23:30 UTC');
  expect(instantInWords(at, 'Asia/Tokyo', at - 3_600_000 * 12)).toBe('08:30 GMT+9 on 21 November');
  expect(windowInWords(at, at + 600_000, 'Etc/UTC', at)).toBe('23:30 to 23:40 UTC');
  expect(windowInWords(at, at + 3_600_000, 'Etc/UTC', at)).toBe(
    '23:30 UTC to 00:30 UTC on 21 November',
  );
  expect(instantInWords(at, 'Etc/UTC', at + 86_400_000 * 60)).toBe('23:30 UTC on 20 November 2026');
});
