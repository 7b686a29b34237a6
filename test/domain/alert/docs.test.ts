import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseDelivery } from '../../../api/domain/alert/sender/index.ts';
import { alertSourceKinds } from '../../../api/domain/alert/source.ts';
import { snippetOf } from '../../../site/components/console/alert/snippets.ts';
import { renderPlace } from '../../../templates/alert/place.ts';

const text = await readFile(new URL('../../../docs/alerts.md', import.meta.url), 'utf8');
/** The code under a heading of the third level. */
const codeUnder = (heading: string): string =>
  new RegExp(`### ${heading}\\n[^#]*?\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';
const parsed = (kind: 'datadog' | 'generic', json: string) =>
  parseDelivery({ kind, mapping: {} }, JSON.parse(json), renderPlace);

/** As Datadog fills its variables in. */
const filled = (json: string) =>
  json
    .replace('$EVENT_TITLE', '[Triggered] Disk full')
    .replace('$ALERT_TRANSITION', 'Triggered')
    .replace('$ALERT_CYCLE_KEY', 'cycle-1')
    .replace('$DATE', '1795168800000');

test('the payloads of the documentation and of the console are read', () => {
  for (const json of [codeUnder('Datadog'), snippetOf('datadog', 'URL').code])
    expect(parsed('datadog', filled(json))).toMatchObject({
      alerts: [{ title: 'Disk full', status: 'firing', startsAt: 1_795_168_800_000 }],
    });
  expect(JSON.parse(codeUnder('Datadog'))).toEqual(JSON.parse(snippetOf('datadog', 'URL').code));
  const [, posted = ''] = /-d '(.*)'$/.exec(snippetOf('generic', 'URL').code) ?? [];
  for (const json of [codeUnder('Scripts and other systems'), posted])
    expect(parsed('generic', json)).toMatchObject({
      alerts: [{ title: 'Disk full on db-7', severity: 'critical', labels: { host: 'db-7' } }],
    });
});

test('the receiver for Alertmanager is YAML that posts to the URL', () => {
  for (const yaml of [codeUnder('Prometheus Alertmanager'), snippetOf('alertmanager', 'URL').code])
    expect(parse(yaml)).toEqual({
      receivers: [{ name: 'allclear', webhook_configs: [{ url: 'URL', send_resolved: true }] }],
    });
});

test('every sender has steps that contain its URL', () => {
  for (const kind of alertSourceKinds) {
    const { steps, code } = snippetOf(kind, 'https://status.example/hooks/alerts/T');
    expect(`${steps}\n${code}`).toContain('https://status.example/hooks/alerts/T');
  }
  for (const kind of alertSourceKinds) expect(text).toContain(`\`${kind}\``);
});
