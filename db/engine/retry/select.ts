import type { InStatement } from '@libsql/client';

type Asked = InStatement | [string, unknown?];

const textOf = (statement: Asked): string => {
  if (typeof statement === 'string') return statement;
  return Array.isArray(statement) ? statement[0] : statement.sql;
};

/** True for a query, which can be cached and repeated. One that begins with `with` counts as a write. */
export const isSelect = (statement: Asked): boolean => /^\s*select\b/i.test(textOf(statement));
