import { describe, expect, test } from 'vitest';
import { channelNameOf } from '../../../api/domain/chat/channel-name.ts';
import { plainChatText } from '../../../api/domain/chat/chat-text.ts';
import { readCommand } from '../../../api/domain/chat/command.ts';
import { minutesIn } from '../../../api/domain/chat/minutes.ts';
import { topicOf } from '../../../api/domain/chat/topic.ts';
import { announced } from '../../support/world/random.ts';

const known = { severities: ['SEV1', 'SEV2', 'SEV3', 'SEV4'] };
const open = { verb: 'new', severity: null, body: '', next: null };
const update = { verb: 'update', incident: null, state: null, next: null };
const helpOf = (problem: string | RegExp) => ({
  verb: 'help',
  problem: typeof problem === 'string' ? problem : expect.stringMatching(problem),
});

test.each<[string, object]>([
  ['', { verb: 'help', problem: null }],
  ['help', { verb: 'help', problem: null }],
  ['  HELP  ', { verb: 'help', problem: null }],
  ['frobnicate all', helpOf('“frobnicate” isn’t a command.')],
  ['status', { verb: 'status' }],
  ['list please', { verb: 'status' }],
  ['link ABCD-1234', { verb: 'link', code: 'ABCD-1234' }],
  // A new incident.
  ['new sev1 "Checkout fails"', { ...open, severity: 'SEV1', title: 'Checkout fails' }],
  ['NEW SEV-2 Checkout fails', { ...open, severity: 'SEV2', title: 'Checkout fails' }],
  ['declare sev 3: Slow search', { ...open, severity: 'SEV3', title: 'Slow search' }],
  [
    'new p1 “Checkout fails” Cards are declined.',
    { ...open, severity: 'SEV1', title: 'Checkout fails', body: 'Cards are declined.' },
  ],
  ['new ”Checkout fails“ Cards', { ...open, title: 'Checkout fails', body: 'Cards' }],
  [
    'new „Bezahlen geht nicht“ – Wir prüfen',
    { ...open, title: 'Bezahlen geht nicht', body: 'Wir prüfen' },
  ],
  ['new «Paiement» Texte', { ...open, title: 'Paiement', body: 'Texte' }],
  ["new 'Checkout fails' Cards", { ...open, title: 'Checkout fails', body: 'Cards' }],
  ['new ‘Customers can’t pay’ Cards', { ...open, title: 'Customers can’t pay', body: 'Cards' }],
  [
    'new Checkout fails\nCards are declined.\nWe look.',
    { ...open, title: 'Checkout fails', body: 'Cards are declined.\nWe look.' },
  ],
  ['new S3 uploads fail', { ...open, title: 'S3 uploads fail' }],
  ['new sev1 "A" next:30m', { ...open, severity: 'SEV1', title: 'A', next: 30 }],
  ['new "A" next:1h We look.', { ...open, title: 'A', body: 'We look.', next: 60 }],
  ['new "A" We look. next=soon', helpOf(/next:30m/)],
  [
    'new &lt;b&gt; &amp; <https://a.example|a.example>',
    { ...open, title: '<b> & a.example (https://a.example)' },
  ],
  ['new', helpOf(/^Add a title/)],
  ['new sev1', helpOf(/^Add a title/)],
  ['new sev1 ""', helpOf(/^Add a title/)],
  ['new "Checkout fails', helpOf('The quotation mark after the title is missing.')],
  ['new sev9 "Checkout"', helpOf('Choose a severity: SEV1, SEV2, SEV3, SEV4.')],
  [`new ${'x'.repeat(256)}`, helpOf(/at most 255/)],
  // Updates.
  ['update We found it.', { ...update, body: 'We found it.' }],
  ['update monitoring: A fix is live', { ...update, state: 'monitoring', body: 'A fix is live' }],
  ['update Monitoring: A fix is live', { ...update, state: 'monitoring', body: 'A fix is live' }],
  ['update monitoring A fix is live', { ...update, state: 'monitoring', body: 'A fix is live' }],
  ['update Identified the cause', { ...update, body: 'Identified the cause' }],
  ['update identified the cause', { ...update, body: 'identified the cause' }],
  ['update #a1b2 Fixed next:2h', { ...update, incident: { id: 'a1b2' }, body: 'Fixed', next: 120 }],
  [
    'update <#C012AB3CD|inc-pay> Fixed',
    { ...update, incident: { channelId: 'C012AB3CD' }, body: 'Fixed' },
  ],
  ['update', helpOf(/^Add the message/)],
  ['update monitoring:', helpOf(/^Add the message/)],
  ['resolve', { verb: 'resolve', incident: null, body: '' }],
  ['close #a1b2c3 All good', { verb: 'resolve', incident: { id: 'a1b2c3' }, body: 'All good' }],
  // The room.
  ['severity sev2', { verb: 'severity', incident: null, severity: 'SEV2', reason: '' }],
  [
    'sev 3 fewer customers',
    { verb: 'severity', incident: null, severity: 'SEV3', reason: 'fewer customers' },
  ],
  ['severity high', helpOf(/^Choose a severity/)],
  ['severity sev0', helpOf(/^Choose a severity/)],
  [
    'role commander <@U1ADA|ada>',
    { verb: 'role', incident: null, role: 'commander', people: ['U1ADA'] },
  ],
  ['assign comms lead me', { verb: 'role', incident: null, role: 'comms_lead', people: ['me'] }],
  [
    'role expert <@U1ADA> <@W2BOB|bob>',
    { verb: 'role', incident: null, role: 'expert', people: ['U1ADA', 'W2BOB'] },
  ],
  ['role scribe none', { verb: 'role', incident: null, role: 'scribe', people: [] }],
  ['role scribe', helpOf(/^Mention who/)],
  ['role boss <@U1ADA>', helpOf(/^Choose a role/)],
  ['next 30m', { verb: 'next', incident: null, minutes: 30 }],
  ['next in 1h 30m', { verb: 'next', incident: null, minutes: 90 }],
  ['next none', { verb: 'next', incident: null, minutes: null }],
  ['next later', helpOf(/^Enter when/)],
  ['note ! Roll back', { verb: 'note', incident: null, text: '! Roll back' }],
  [
    'note <@U1ADA|ada> looks at <#C1|db>',
    { verb: 'note', incident: null, text: '@ada looks at #db' },
  ],
  ['note', helpOf(/^Add the text/)],
  ['channel', { verb: 'channel', incident: null }],
])('/incident %j', (text, command) => {
  expect(readCommand(text, known)).toEqual(command);
});

test('any text is read in one pass, and never throws', () => {
  const random = announced('CHAT_COMMANDS_SEED');
  const draw = (some: readonly string[]) => some[Math.floor(random() * some.length)] ?? '';
  const parts = [
    'new',
    'update',
    'role',
    'sev1',
    '"',
    '“',
    '’',
    ' ',
    '\n',
    '<@U1|a>',
    '<',
    '>',
    '&lt;',
    '#abcd',
    'next:',
    '9m',
    'é',
    '\ud83d',
    ':',
    'comms',
  ];
  for (let n = 0; n < 5000; n++) {
    const text = Array.from({ length: 12 }, () => draw(parts)).join(draw(['', ' ']));
    expect(readCommand(text, known).verb).toBeTypeOf('string');
  }
  const long = `new "${'a'.repeat(30_000)}`;
  expect(readCommand(long, known)).toEqual(helpOf(/quotation mark/));
});

describe('smaller parts', () => {
  test.each<[string, number | null]>([
    ['30', 30],
    ['45 minutes', 45],
    ['2h', 120],
    ['1 hour 30 min', 90],
    ['1d', 1440],
    ['0', null],
    ['-5m', null],
    ['soon', null],
    ['100000', null],
    ['', null],
  ])('minutes of %j', (typed, minutes) => expect(minutesIn(typed)).toBe(minutes));

  const incident = {
    id: 'a1b2c3d4e5f6',
    name: 'Customers can’t pay: “3-D” Secure!',
    severity: 'SEV1',
    day: '2026-11-20',
  };
  test.each<[string, object, number, string]>([
    ['inc-{{date}}-{{title}}', {}, 1, 'inc-2026-11-20-customers-cant-pay-3-d-secure'],
    ['inc-{{date}}-{{title}}', {}, 2, 'inc-2026-11-20-customers-cant-pay-3-d-secure-2'],
    ['{{severity}}_{{ id }}', {}, 1, 'sev1_a1b2c3'],
    ['{{severity}}', { severity: null }, 1, 'inc-a1b2c3'],
    ['Größe {{title}}', { name: '決済 障害' }, 1, 'größe-決済-障害'],
    ['x{{title}}', { name: 'y'.repeat(200) }, 3, `x${'y'.repeat(77)}-3`],
    ['{{title}}', { name: '🔥🔥' }, 1, 'inc-a1b2c3'],
  ])('channel %j of %j, attempt %i', (template, changes, attempt, name) => {
    expect(channelNameOf(template, { ...incident, ...changes }, attempt)).toBe(name);
    expect(name).toMatch(/^[\p{Ll}\p{Lo}\p{N}_-]{1,80}$/u);
  });

  test('text of Slack and topics', () => {
    expect(
      plainChatText('<!here> <!subteam^S1|@ops> <mailto:a@b.example|a@b.example> x&lt;y'),
    ).toBe('@here @ops a@b.example x<y');
    const where = { zone: 'America/New_York', baseUrl: 'https://status.example.com' };
    const facts = {
      id: 'a1b2c3d4e5f6',
      severity: 'SEV1',
      nextUpdateBy: Date.UTC(2026, 10, 20, 14, 30),
    };
    expect(topicOf({ ...facts, state: 'investigating' }, where)).toBe(
      'SEV1 · Investigating · Next update by Nov 20, 09:30 EST · https://status.example.com/admin/incidents/a1b2c3d4e5f6',
    );
    expect(topicOf({ ...facts, severity: null, state: 'resolved' }, where)).toBe(
      'Resolved · https://status.example.com/admin/incidents/a1b2c3d4e5f6',
    );
  });
});
