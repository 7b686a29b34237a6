/** The path of an embedded database, as given; null for a server. */
export const databaseFile = (url: string): string | null =>
  url.startsWith('file:') ? url.replace(/^file:(\/\/(?=\/))?/, '') : null;
