import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldTypes, MessageTemplate } from '../../api/domain/template/template.ts';
import { namingOf } from '../../templates/file/naming.ts';
import { readTemplates } from '../../templates/file/read.ts';
import { fileNameOf, writeTemplates } from '../../templates/file/write.ts';
import { shippedTemplates } from '../../templates/messages/index.ts';

const naming = namingOf(
  [
    { id: 'p', name: 'Payments', groupId: null },
    { id: 'c', name: 'Cards', groupId: 'p' },
  ],
  ['SEV1', 'SEV2'],
);
const read = (source: string) => readTemplates(source, naming);
const errors = (source: string) =>
  read(source).errors.map(({ line, column, sentence }) => `${line}:${column} ${sentence}`);

test('what is written is read back the same', () => {
  const one = { ...shippedTemplates[0], componentIds: ['p', 'c'], severities: ['SEV1'] };
  const all = [MessageTemplate.parse(one), ...shippedTemplates.slice(1)];
  expect(read(writeTemplates(all, naming)).templates).toEqual(
    all.map((template) => MessageTemplate.parse(template)),
  );
});

test('a file looks as a person would write it', () => {
  const [first] = shippedTemplates;
  const written = writeTemplates(
    first ? [{ ...first, componentIds: ['c'], severities: ['SEV1'] }] : [],
    naming,
  );
  expect(written).toContain(
    'state: investigating\nname: Investigating\ncomponents:\n  - Payments - Cards\n',
  );
  expect(written).toContain('text: |\n  {{ what_users_see | sentence }}');
  expect(fileNameOf({ state: 'identified', name: 'Zahlungen: Störung!' })).toBe(
    'identified-zahlungen-sto-rung.yaml',
  );
});

test('any input survives a file', () => {
  const words = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((s) => s.trim() !== '');
  const lines = fc.array(
    fc.oneof(words, fc.constantFrom('---', '# no comment', '  - x', '| >', 'a: b', '')),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  const template = fc.record({
    name: words,
    lines,
    label: words,
    type: fc.constantFrom(...fieldTypes.filter((type) => type !== 'duration')),
  });
  fc.assert(
    fc.property(template, ({ name, lines: body, label, type }) => {
      const given = MessageTemplate.safeParse({
        state: 'identified',
        name,
        body: `{% raw %}${body.join('\n').replace(/[{}%]/g, '')}{% endraw %}`,
        fields: [{ key: 'x', label, type, options: ['yes', 'no', '1'] }],
      });
      fc.pre(given.success);
      const written = writeTemplates([given.data as MessageTemplate], naming); // as fc.pre says
      expect(read(written)).toEqual({ templates: [given.data], errors: [] });
    }),
  );
});

const good = (text: string, more = '') => `state: identified\nname: One\n${more}text: |\n${text}`;

test.each([
  ['state: [', /^1:9 Invalid YAML/],
  ['state: identified\nname: One\ntext: |\n  x\n bad', /^5:1 Invalid YAML/],
  ['just words', /^1:1 A template must start/],
  ['state: identifed\nname: X\ntext: x', /^1:8 “state” must be one of investigating/],
  ['state: identified\nname: X\nboddy: x\ntext: x', /^3:1 “boddy” isn’t a known key\.$/],
  [
    'state: identified\nname: X\ntxt: x\ntext: x',
    /^3:1 “txt” isn’t a known key\. Did you mean “text”\?$/,
  ],
  ['state: identified\nname:\ntext: x', /^2:1 “name” is missing/],
  [
    good('  x', 'components: [Payment]\n'),
    /^3:14 This page has no component “Payment”\. Did you mean “Payments”\?$/,
  ],
  [
    good('  x', 'severities: [SEV1, SEV9]\n'),
    /^3:20 This page has no severity “SEV9”\. Did you mean “SEV1”\?$/,
  ],
  [good('  one\n  two {{ x }}'), /^5:10 No question has the key “x”/],
  [good('  one\n\n  {{ "a" | upcas }}'), /^6:3 Unknown filter “upcas”\. Did you mean “upcase”\?$/],
  [
    good('  x', 'fields:\n  - key: X\n    label: a\n    type: text\n'),
    /^4:10 Use lowercase letters/,
  ],
  [
    good('  x', 'fields:\n  - key: a\n    label: a\n    type: txt\n'),
    /^6:11 “type” must be one of text, /,
  ],
  [good('\n\n  one\n    {{ x }}'), /^7:8 No question has the key “x”/],
  ['', /^1:1 The file contains no templates\.$/],
  [
    `a: &a [1,2,3,4,5,6,7,8,9]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]`,
    /^1:1 /,
  ],
])('an invalid file is refused with its line and column: %j', (source, expected) => {
  expect(errors(source)[0]).toMatch(expected);
  expect(read(source).templates).toEqual([]);
});

test('one invalid template refuses the whole file, and names every error', () => {
  const source = `${good('  fine\n')}---\n${good('  {{ a }}\n')}---\n${good('  {{ b }}\n')}`;
  expect(read(source)).toMatchObject({ templates: [], errors: [{ line: 9 }, { line: 14 }] });
});

test('a file with many errors reports at most twenty of them, all at once', () => {
  const broken = '---\nx: [\n'.repeat(20_000);
  expect(errors(broken)).toEqual(['1:1 Import at most 200 templates at once.']);
  expect(errors('['.repeat(50_000))).toEqual(['1:1 Lists and brackets are nested too deeply.']);
  expect(errors('- '.repeat(30_000))).toEqual(['1:1 Lists and brackets are nested too deeply.']);
  expect(errors(good(`  ${'x'.repeat(70_000)}\n`))).toEqual([
    '1:1 That’s over 64 KB. Import the templates in smaller files.',
  ]);
  const unknown = Array.from({ length: 5000 }, (_, i) => `k${i}: 1`).join('\n');
  expect(errors(good('  x\n', `${unknown}\n`))).toHaveLength(20);
});

test('duplicate keys are reported at any depth', () => {
  const source = good('  x\n', 'fields: [{ key: a, key: b }]\nname: Two\n');
  expect(errors(source)).toEqual(
    ['3:20', '4:1'].map((at) => `${at} Invalid YAML: Map keys must be unique.`),
  );
});
