import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { conditionOf, routeKey, severityKeyOf } from '../../api/domain/on-call/alert-route.ts';
import { readOnCallFile } from '../../templates/on-call/read.ts';
import { writeAlertRoutes, writePolicies } from '../../templates/on-call/write.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/on-call/${name}.yaml`, import.meta.url), 'utf8');

describe('files with escalation policies and alerts', () => {
  test('are read in the shape of the handbooks, comments included', () => {
    const { policies, alerts, faults } = readOnCallFile(fixture('escalation-policy'));
    expect([faults, alerts]).toEqual([[], []]);
    expect(policies).toEqual([
      {
        ...{ name: 'Platform Team', repeats: 0 },
        rules: [
          { after: 0, targets: [{ type: 'user', id: 'P123ABC', note: 'On-call engineer' }] },
          { after: 15, targets: [{ type: 'user', id: 'P456DEF', note: 'Team lead' }] },
        ],
      },
    ]);
    expect(readOnCallFile(fixture('alerts')).alerts).toEqual([
      {
        ...{ name: 'WebSocket Connections Down', condition: 'ws_connections < 100 for 2m' },
        ...{ severity: 'SEV-1', route: 'on-call-primary' },
      },
      {
        ...{ name: 'Redis Memory >90%', condition: 'redis_memory_usage > 0.9' },
        ...{ severity: 'SEV-2', route: 'on-call-primary' },
      },
    ]);
  });

  test('are written so that they mean the same when they are read again', () => {
    const { policies } = readOnCallFile(fixture('escalation-policy'));
    const { alerts } = readOnCallFile(fixture('alerts'));
    const written = writePolicies([
      ...policies,
      { ...policies[0], name: 'Other', repeats: 2, rules: policies[0]?.rules ?? [] },
    ]);
    const again = readOnCallFile(`${written}---\n${writeAlertRoutes(alerts)}`);
    expect(again.faults).toEqual([]);
    expect(again.policies.map(({ name, repeats }) => [name, repeats])).toEqual([
      ...[
        ['Platform Team', 0],
        ['Other', 2],
      ],
    ]);
    expect(again.policies[0]).toEqual(policies[0]);
    expect(again.alerts).toEqual(alerts);
  });

  test('are found in a handbook, among other code', () => {
    const text = `# Alerts\n\n\`\`\`yaml\n${fixture('alerts')}\`\`\`\n\n\`\`\`yaml\nservices:\n  a: 1\n\`\`\`\n`;
    expect(readOnCallFile(text)).toMatchObject({ faults: [], alerts: [{}, {}] });
  });

  test('say what is wrong, by name', () => {
    const faultsOf = (source: string) => readOnCallFile(source).faults;
    expect(faultsOf('a: 1')).toEqual(['Found neither “escalation_policy:” nor “alerts:”.']);
    expect(faultsOf('alerts: [{name: CPU, condition: x > 1, severity: SEV-1}]')).toEqual([
      'alerts “CPU”: An alert needs “route”.',
    ]);
    expect(faultsOf('escalation_policy: {name: A, escalation_rules: []}')).toEqual([
      'escalation_policy “A”: A policy needs at least one rule.',
    ]);
    expect(faultsOf('escalation_policy: [')[0]).toMatch(/^This is not valid YAML/);
    const bomb = `a: &a [x, x]\n${'bcdefghij'
      .split('')
      .map((key, i) => `${key}: &${key} [*${'abcdefghi'[i]}, *${'abcdefghi'[i]}]`)
      .join('\n')}\nalerts: *j`;
    expect(faultsOf(bomb)).not.toEqual([]);
  });

  test('name severities, times and routes in words that are understood', () => {
    expect(['SEV-1', 'sev 2', 'P3', 'SEV0', 'high'].map(severityKeyOf)).toEqual([
      ...['SEV1', 'SEV2', 'SEV3', 'SEV0', null],
    ]);
    expect(conditionOf('ws_connections < 100 for 2m')).toEqual({
      ...{ expression: 'ws_connections < 100', holdsFor: 2 },
    });
    expect(conditionOf('redis_memory_usage > 0.9').holdsFor).toBeNull();
    expect(routeKey('On-call: Primary')).toBe('on-call-primary');
  });
});
