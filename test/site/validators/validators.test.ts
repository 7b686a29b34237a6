import { XmlDocument } from 'libxml2-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkMarkup, hasNuChecker } from '../../support/browser/nu-checker.ts';
import { FULL } from '../../support/size.ts';
import { announced } from '../../support/world/random.ts';
import { busy } from './busy.ts';
import { calendarErrors } from './calendars.ts';
import { feedErrors } from './feeds.ts';
import { fresh, type Sizes } from './fresh.ts';
import type { Documents } from './walk.ts';

/** What the Nu HTML checker says and stays, with the reason. */
const ALLOWED: [says: RegExp, reason: string][] = [
  [
    /The “align” attribute on the “t[hd]” element is obsolete/,
    'The policy of our pages allows no inline style, and feeds and mails bring no style sheet.',
  ],
];

let documents: Documents;
let sizes: Sizes;
beforeAll(async () => {
  const [one, other] = await Promise.all([fresh(), busy()]);
  documents = new Map([...one.documents, ...other]);
  sizes = one.sizes;
});

const ofType = (type: RegExp) => [...documents].filter(([, one]) => type.test(one.type));
const violationsIn = (type: RegExp, check: (text: string, type: string) => string[]) =>
  ofType(type).flatMap(([name, one]) =>
    check(one.html, one.type).map((error) => `${name}: ${error}`),
  );

test('every page in every state is covered, in each language, errors too', () => {
  const counts = new Map<number, number>();
  for (const [, { status }] of ofType(/html/)) counts.set(status, (counts.get(status) ?? 0) + 1);
  console.log(`Pages by status: ${[...counts].map((pair) => pair.join(': ')).join(', ')}`);
  expect([...counts.keys()]).toEqual(expect.arrayContaining([200, 403, 404, 422, 429, 500, 503]));
  expect(ofType(/html/).length).toBeGreaterThan(250);
});

test.skipIf(!hasNuChecker)(
  'every page and mail passes the Nu HTML checker (needs Java and vnu-jar)',
  {
    timeout: 240_000,
  },
  async () => {
    // A random half in CI: they are 300, in seven languages.
    const random = announced('NU_PAGES');
    const chosen = ofType(/html|svg/).filter(() => FULL || random() < 0.5);
    const messages = await checkMarkup(
      new Map(
        chosen.map(([name, one]) => [one.type.includes('svg') ? `${name}.svg` : name, one.html]),
      ),
    );
    expect(messages.filter((one) => !ALLOWED.some(([says]) => says.test(one)))).toEqual([]);
  },
);

test('no element without a role has an accessible name', () => {
  const unnamed =
    /<(?:pre|code|div|span|p|b|i|em|small|strong|bdi)\b(?=[^>]*\saria-label)(?![^>]*\srole=)[^>]*>/g;
  const found = ofType(/html/).flatMap(([name, { html }]) =>
    [...html.matchAll(unnamed)].map(([tag]) => `${name}: ${tag}`),
  );
  expect(found).toEqual([]);
});

describe('machine formats, in every state and language', () => {
  test('every feed meets the rules of the W3C feed validator', () => {
    expect(ofType(/rss|atom|feed\+json/).length).toBeGreaterThan(50);
    expect(violationsIn(/rss|atom|feed\+json/, feedErrors)).toEqual([]);
  });

  test('every calendar follows RFC 5545', () => {
    expect(ofType(/calendar/).length).toBeGreaterThan(9);
    expect(violationsIn(/calendar/, calendarErrors)).toEqual([]);
  });

  test('every badge is well-formed', () => {
    expect(ofType(/svg/).length).toBeGreaterThan(3);
    for (const [, { html }] of ofType(/svg/)) XmlDocument.fromString(html).dispose();
  });
});

test('a page’s size grows with its content, from 10 over 100 to 700 components', () => {
  for (const [path, [ten = 0, hundred = 0, most = 0]] of sizes) {
    const [early, late] = [(hundred - ten) / 90, (most - hundred) / 600];
    console.log(`${path}: ${ten}, ${hundred}, ${most} bytes; ${Math.round(late)} a component`);
    expect(late, `${path}, bytes a component`).toBeLessThan(early * 1.2 + 16);
    expect(late, `${path}, bytes a component`).toBeLessThan(1000);
  }
});
