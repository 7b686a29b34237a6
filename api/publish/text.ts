/** SQLite ends a text at a NUL. */
export const withoutNul = (text: string): string => text.replaceAll('\u0000', '');

/** What nobody can see around it is no part of a name or a title. */
export const visible = (text: string): string =>
  withoutNul(text).replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
