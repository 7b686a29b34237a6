import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Where the role itself is meant: who is mailed or reminded as an owner. */
const addressees = ['api/actions/draft/schedule.ts', 'api/domain/response/escalation.ts'];

test('code asks for permissions and never compares roles', () => {
  const compared = globSync('{api,site}/**/*.{ts,astro}', { cwd: root }).filter((file) =>
    /\brole\b[^\n;]{0,20}[!=]== '(?:viewer|publisher|owner)'/.test(
      readFileSync(resolve(root, file), 'utf8'),
    ),
  );
  expect(compared.toSorted()).toEqual(addressees);
});
