import { INSTANT } from '../../../api/render/schema/public/v2.ts';

/** The part of JSON Schema that the API's document uses. */
export type Described = {
  $ref?: string;
  type?: string | string[];
  enum?: string[];
  const?: string;
  format?: string;
  pattern?: string;
  description?: string;
  items?: Described;
  anyOf?: Described[];
  allOf?: Described[];
  properties?: Record<string, Described>;
  required?: string[];
};

export type Word = { text: string } | { code: string } | { link: string };

const formats: Record<string, string> = { uri: 'an address', date: 'a day such as 2026-11-20' };
const types: Record<string, string> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  null: 'null',
};

const isTime = ({ pattern }: Described): boolean => pattern?.startsWith('^\\d{4}-') ?? false;

/** The description of a value. */
export const meaningOf = ({ description = '' }: Described): string =>
  description === INSTANT ? '' : description;

/** The type of a value in words: `list of Component`, `text or null`. */
export function wordsOf(value: Described): Word[] {
  const parts = [value.anyOf ?? value.allOf ?? []].flat();
  if (parts.length > 0) return joined(parts.map(wordsOf));
  if (value.$ref) return [{ link: value.$ref.split('/').at(-1) ?? '' }];
  if (value.items) return [{ text: 'list of ' }, ...wordsOf(value.items)];
  if (value.const) return [{ code: value.const }];
  const kinds = [value.type ?? []].flat();
  const isNull: Word[][] = kinds.includes('null') ? [[{ text: 'null' }]] : [];
  if (value.enum)
    return joined([...value.enum.filter(Boolean).map((code) => [{ code }]), ...isNull]);
  const names = kinds.filter((kind) => kind !== 'null').map((kind) => types[kind] ?? kind);
  const first = isTime(value) ? 'a time' : formats[value.format ?? ''];
  return joined([...(first ? [first] : names).map((text) => [{ text }]), ...isNull]);
}

const joined = (words: Word[][]): Word[] =>
  words.flatMap((each, n) => (n === 0 ? each : [{ text: ' or ' }, ...each]));
