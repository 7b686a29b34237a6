import type { Values } from '../../../http/form.ts';

/** Numbers of the submitted rows `levels.0.key`, `levels.0.definition` …. */
export const rowsOf = (values: Values, list: string): number[] => {
  const numbers = Object.keys(values).flatMap((name) => {
    const [of, i] = name.split('.');
    return of === list && i !== undefined && /^\d{1,2}$/.test(i) ? [Number(i)] : [];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
};
