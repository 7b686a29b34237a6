import type { InStatement } from '@libsql/client';

type DriverStatement = InStatement | [string, unknown?];

const textOf = (statement: DriverStatement): string => {
  if (typeof statement === 'string') return statement;
  return Array.isArray(statement) ? statement[0] : statement.sql;
};

/** True for a query, which can be cached and repeated. One that begins with `with` counts as a write. */
export const isSelect = (statement: DriverStatement): boolean =>
  /^\s*select\b/i.test(textOf(statement));
