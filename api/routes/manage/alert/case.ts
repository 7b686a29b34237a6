const rename = (object: object, name: (key: string) => string) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [name(key), value]));

/** Keys of an object, as the code has them: `down_after` is `downAfter`. */
export const camelCased = (object: object): Record<string, unknown> =>
  rename(object, (key) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));

/** Keys of an object, as the API has them. */
export const snakeCased = (object: object): Record<string, unknown> =>
  rename(object, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
