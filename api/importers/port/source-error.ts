/** A sentence about the source for the person who imports it. Nothing was stored. */
export class SourceError extends Error {}
