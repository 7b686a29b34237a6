/** The path of an embedded database, as given; null where the database is a server. */
export const databaseFile = (url: string): string | null =>
  url.startsWith('file:') ? url.replace(/^file:(\/\/(?=\/))?/, '') : null;
