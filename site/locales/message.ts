/** A text with `{places}`, or its forms by number, of which `{n}` is the one that decides. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Message = string | Plural;
export type Catalogue = Record<string, Message>;

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** What a message wants to be given; a plural always wants its number. */
export type Placeholders<M extends Message> = M extends string
  ? NamesIn<M>
  : 'n' | (M extends { other: infer Text } ? NamesIn<Text> : never);

/** What is between the places, and at each odd index the name of a place. */
export const piecesOf = (text: string): string[] => text.split(/\{(\w+)\}/);
