import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorsOf } from '../../api/domain/template/message.ts';
import { placeholdersIn } from '../../api/domain/template/placeholders.ts';
import { compose, errorIn } from '../../templates/engine.ts';
import { identified } from '../../templates/messages/identified.ts';
import { shippedTemplates } from '../../templates/messages/index.ts';
import { investigating } from '../../templates/messages/investigating.ts';
import { monitoring } from '../../templates/messages/monitoring.ts';
import { resolved } from '../../templates/messages/resolved.ts';

const moment = { now: Date.UTC(2026, 10, 20, 14, 30), zone: 'Etc/UTC' };

test('Investigating says what customers see, since when, who, and what to do meanwhile', () => {
  const text = compose(
    investigating,
    {
      what_users_see: 'card payments are declined with “try again later”',
      who_is_affected: 'About one in five customers.',
      since: '2026-11-20T14:02:00.000Z',
      workaround: 'Pay by bank transfer.\n\nOrders are kept for a day',
      next_update: '30',
    },
    moment,
  );
  expect(
    text,
  ).toBe(`Card payments are declined with “try again later”. This started at 14:02 UTC. Affected: About one in five customers.

> **Workaround:** Pay by bank transfer.
>
> Orders are kept for a day.

We’re investigating the cause.`);
});

test('Investigating with only required answers has no gap', () => {
  expect(compose(investigating, { what_users_see: 'Search is slow.' }, moment)).toBe(
    'Search is slow.\n\nWe’re investigating the cause.',
  );
});

test('Identified names the cause, the work and the time, with its date on another day', () => {
  const answers = {
    cause: 'A change to how we talk to one card network',
    action: 'We are undoing it',
    expected: '2026-11-21T09:00:00.000Z',
  };
  expect(compose(identified, answers, moment)).toBe(
    'We’ve identified the cause. A change to how we talk to one card network.\n\nWe are undoing it. We expect this to be fixed by 09:00 UTC on November 21.',
  );
});

test('Monitoring and Resolved read well with and without their optional answers', () => {
  expect(compose(monitoring, { change: 'The change is undone' }, moment)).toBe(
    'The change is undone.\n\nWe’re monitoring the results before marking this as resolved.',
  );
  expect(
    compose(
      resolved,
      {
        since: '2026-11-20T14:02:00.000Z',
        end: '2026-11-20T15:10:00.000Z',
        impact: 'about one in five card payments was declined',
        follow_up: 'Nothing is left for you to do!',
      },
      { ...moment, zone: 'Europe/Berlin' },
    ),
  ).toBe(
    'This incident is resolved. It lasted from 15:02 CET to 16:10 CET. About one in five card payments was declined.\n\nNothing is left for you to do!\n\nWe apologize for the disruption.',
  );
});

describe.each(shippedTemplates.map((template) => [template.name, template] as const))(
  'the shipped template %s',
  (_, template) => {
    test('can be saved as it is', () => expect(errorIn(template)).toBeNull());

    test('leaves no double space, no dangling or doubled punctuation, whatever is answered', () => {
      const prose = fc.constantFrom('we do', 'We do.', 'iOS is down', 'Is it down?', '(all of it)');
      const answer = (type: string) =>
        type === 'instant' ? fc.constant('2026-11-20T14:02:00.000Z') : prose;
      const given = Object.fromEntries(
        template.fields
          .filter((field) => field.type !== 'components' && field.type !== 'duration')
          .map((field) => [
            field.key,
            field.required ? answer(field.type) : fc.option(answer(field.type), { nil: '' }),
          ]),
      );
      fc.assert(
        fc.property(fc.record(given), (answers) => {
          const text = compose(template, answers as Record<string, string>, moment);
          expect(text).not.toMatch(/ {2}|\n{3}|\.\.| \.|\?\.|[:,] *$| $/m);
          expect(text).toMatch(/[.?!)]$/);
          expect(placeholdersIn(text)).toEqual([]);
          expect(
            errorsOf(
              template.fields.filter((f) => f.type !== 'duration'),
              answers as never,
            ),
          ).toEqual({});
        }),
      );
    });
  },
);
