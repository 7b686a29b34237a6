import { expect, test } from 'vitest';
import { isZone } from '../../api/domain/time/zone.ts';
import { currentZoneName } from '../../api/domain/time/zone-names.ts';
import { zonesToChoose } from '../../api/domain/time/zone-renames.ts';
import { formatZone, zoneOptions } from '../../site/components/console/form/zones.ts';

test('each zone can be chosen once, by its current name', () => {
  const zones = zonesToChoose();
  expect(new Set(zones).size).toBe(zones.length);
  for (const zone of zones) expect([zone, isZone(zone)]).toEqual([currentZoneName(zone), true]);
  for (const name of ['Europe/Kyiv', 'Asia/Kolkata', 'Asia/Kathmandu', 'Asia/Yangon', 'Etc/UTC'])
    expect(zones).toContain(name);
});

test('an old stored name stays the value of its one choice, and is shown by the current name', () => {
  const options = zoneOptions('Asia/Calcutta');
  expect(options.filter(([, words]) => words === 'Asia/Kolkata')).toEqual([
    ['Asia/Calcutta', 'Asia/Kolkata'],
  ]);
  expect(formatZone('Europe/Kiev')).toBe('Europe/Kyiv');
  expect(zoneOptions('UTC').filter(([, words]) => words === 'UTC')).toEqual([['UTC', 'UTC']]);
});

test('no name belongs to a zone that only looks the same', () => {
  expect(currentZoneName('constructor')).toBe('constructor');
});
