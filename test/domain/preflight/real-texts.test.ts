import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { State } from '../../../api/domain/incident/incident.ts';
import { preflight } from '../../../api/domain/preflight/index.ts';
import { savedTexts } from '../../support/samples/real-data.ts';
import { inputOf } from './cases/case.ts';

const file = savedTexts();

const Updates = z.array(z.object({ status: State, incident: z.string(), body: z.string() }));

/** All of them were published, and none of their authors would take a word back. */
test.skipIf(file === null)(
  'of the updates that real pages published, at most 2 % are stopped',
  () => {
    const all = Updates.parse(JSON.parse(readFileSync(file ?? '', 'utf8')));
    const updates = [...new Map(all.map((one) => [one.body, one])).values()];
    const kindOf = (state: State) =>
      ['scheduled', 'in_progress'].includes(state)
        ? ('maintenance' as const)
        : ('incident' as const);
    const found = updates.flatMap(({ status: state, incident: title, body }) =>
      preflight(inputOf({ kind: kindOf(state), state, title, body })).map((finding) => ({
        ...finding,
        body,
      })),
    );
    const stopped = found.filter((one) => one.level === 'stop');
    const counts = Object.entries(Object.groupBy(found, (one) => one.rule)).map(
      ([rule, of = []]) => `${rule} ${of.length}`,
    );
    console.log(
      [
        `${updates.length} real updates: ${counts.join(', ')}.`,
        `Stopped: ${new Set(stopped.map((one) => one.body)).size}`,
        ...stopped.map((one) => `  ${one.rule} “${one.found}” in: ${one.body}`),
      ].join('\n'),
    );
    const texts = new Set(stopped.map((one) => one.body)).size;
    expect(texts / updates.length).toBeLessThanOrEqual(0.02);
  },
);
