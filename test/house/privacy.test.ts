import { readFileSync } from 'node:fs';
import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import * as schema from '../../db/schema/index.ts';

/** Names of columns that can hold an address, a person or something that leads to one. */
const PERSONAL =
  /(^|_)(email|mail|address|to|from|ip|user_agent|contact|actor|author|by|person|people|recipients?|frozen|failures|excerpt|error|trouble|consent|label|reason|key|rows|token|who|commander|name|owner|reader|viewer|member|user|subscriber|phone)(_ids?|_hash|_name|_key)?$/;

/** Columns with such a name that are about no person. */
const impersonal = new Set([
  ...['page.name', 'template.name', 'metric.name', 'escalation_policy.name', 'alert_route.name'],
  ...['alert_rule.name', 'alert_decision.rule_name'],
  ...['install.key', 'idempotency.key', 'mail.idempotency_key', 'notification.from'],
  ...[
    'notification.superseded_by',
    'chunk.lease_token',
    'letter.lease_token',
    'invitation.mail_id',
  ],
]);

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (one) => `_${one.toLowerCase()}`);

const stored = Object.values(schema)
  .filter((one) => is(one, SQLiteTable))
  .map((table) => ({
    table: getTableConfig(table).name,
    columns: Object.entries(getTableColumns(table))
      .filter(([, { dataType }]) => dataType === 'string' || dataType === 'json')
      .map(([key, { keyAsName, name }]) => (keyAsName ? snake(key) : name)),
  }));

const named = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
const documented = readFileSync('docs/privacy.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, tables = '', columns = '', why = '', long = '']) => ({
    ...{ tables: named(tables), columns: named(columns), why, long },
  }));

test('docs/privacy.md names every column that can hold personal data, why and how long', () => {
  const missing = stored.flatMap(({ table, columns }) => {
    const row = documented.find(({ tables }) => tables.includes(table));
    return columns
      .filter((column) => PERSONAL.test(column) && !impersonal.has(`${table}.${column}`))
      .filter((column) => !row?.columns.includes(column))
      .map((column) => `${table}.${column}`);
  });
  expect(missing).toEqual([]);
  expect(documented.filter(({ why, long }) => why === '' || long === '')).toEqual([]);
});

test('docs/privacy.md names no table and no column that does not exist', () => {
  const strange = documented.flatMap(({ tables, columns }) => {
    const known = stored.filter(({ table }) => tables.includes(table));
    const all = new Set(known.flatMap((one) => one.columns));
    return [
      ...tables.filter((name) => !known.some(({ table }) => table === name)),
      ...columns.filter((name) => !all.has(name)).map((name) => `${tables[0]}: ${name}`),
    ];
  });
  expect(strange).toEqual([]);
});
