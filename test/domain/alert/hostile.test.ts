import { expect, test } from 'vitest';
import { parseDelivery } from '../../../api/domain/alert/sender/index.ts';
import { alertSourceKinds } from '../../../api/domain/alert/source.ts';
import { placeRenderer, renderPlace } from '../../../templates/alert/place.ts';
import { alertSamples } from '../../support/samples/alert-samples.ts';
import { FULL } from '../../support/size.ts';
import { announced } from '../../support/world/random.ts';

/** How many bodies for each sender; HOSTILE_ALERTS sets another number. */
const BODIES = Number(process.env.HOSTILE_ALERTS ?? (FULL ? 100_000 : 2000));

const STRANGE: readonly (() => unknown)[] = [
  ...[() => null, () => true, () => -1, () => 1e308, () => Number.MAX_SAFE_INTEGER, () => ''],
  ...[() => '\u0000\ud800', () => 'x'.repeat(5000), () => '{{ "a" | repeat: 99999 }}', () => '$ID'],
  ...[() => '0001-01-01T00:00:00Z', () => '9999-12-31T23:59:59Z', () => 'javascript:alert(1)'],
  ...[() => [], () => ({}), () => [[[[]]]], () => ({ toString: 1, constructor: { a: 1 } })],
  () => JSON.parse('{"__proto__":{"polluted":1}}'),
  () => Array.from({ length: 70 }, (_, i) => ({ [`k${i}`]: i })),
];

/** A documented payload with one to four places changed. */
function mutated(body: unknown, random: () => number): unknown {
  const copy: unknown = structuredClone(body);
  for (let left = 1 + Math.floor(random() * 4); left > 0; left--) {
    let place = copy as Record<string, unknown>;
    for (let depth = 0; depth < 6; depth++) {
      const names = Object.keys(place);
      const name = names[Math.floor(random() * names.length)];
      if (name === undefined) break;
      const inner = place[name];
      if (typeof inner === 'object' && inner !== null && random() < 0.7) {
        place = inner as Record<string, unknown>;
        continue;
      }
      if (random() < 0.2) delete place[name];
      else place[name] = STRANGE[Math.floor(random() * STRANGE.length)]?.();
      break;
    }
  }
  return copy;
}

test('whatever a body contains, it is read within limits or refused with a sentence', {
  timeout: FULL ? 1_200_000 : 120_000,
}, () => {
  const random = announced('HOSTILE_ALERTS_SEED');
  const outcomes = { alerts: 0, ignored: 0, refused: 0 };
  for (const kind of alertSourceKinds)
    for (let i = 0; i < BODIES; i++) {
      const state = random() < 0.5 ? 'firing' : 'resolved';
      const whole =
        random() < 0.02 ? STRANGE[i % STRANGE.length]?.() : alertSamples[kind](state, 'k');
      const body = typeof whole === 'object' && whole !== null ? mutated(whole, random) : whole;
      const mapping = random() < 0.1 ? { title: '{{ id }}-{{ title }}', labels: '/labels' } : {};
      const parsed = parseDelivery({ kind, mapping }, body, renderPlace);
      if ('alerts' in parsed) {
        outcomes.alerts++;
        for (const one of parsed.alerts) {
          const about = JSON.stringify({ kind, i, one });
          expect(one.title, about).not.toBe('');
          expect(one.title.length, about).toBeLessThanOrEqual(300);
          expect(one.groupKey.length, about).toBeLessThanOrEqual(300);
          expect(Object.keys(one.labels).length, about).toBeLessThanOrEqual(64);
          for (const { url } of one.links) expect(url, about).toMatch(/^https?:/i);
          for (const at of [one.startsAt, one.endsAt, one.changedAt])
            if (at !== null) expect(Number.isSafeInteger(at), about).toBe(true);
          expect(typeof one.fingerprint, about).toBe('string');
        }
      } else if ('ignored' in parsed) outcomes.ignored++;
      else outcomes.refused++;
    }
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(0);
  console.log(`hostile alerts: ${JSON.stringify(outcomes)}`);
});

test('the templates of a mapping have a limited number of steps in a delivery, and texts of a limited length', () => {
  const read = (alerts: number, title: string) => {
    const body = Array.from({ length: alerts }, () => ({ id: 'a' }));
    return parseDelivery({ kind: 'generic', mapping: { title } }, body, placeRenderer());
  };
  const loop = '{% for i in (1..3000) %}{% assign x = i %}{% endfor %}{{ id }}';
  expect(read(1, loop)).toHaveProperty('alerts.0.title', 'a');
  expect(read(50, loop)).toHaveProperty('refused', expect.stringContaining('send fewer at once'));
  const plain = read(1000, '{{ id }} on {{ host }}: {{ metric }} is {{ value }} of {{ limit }}');
  expect(plain).toHaveProperty('alerts.length', 1000);
  expect(renderPlace('{{ text | size }}', { text: 'a'.repeat(60_000) })).toBe('4000');
});
