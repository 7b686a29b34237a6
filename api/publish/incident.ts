/** The verbs on an incident; each has a room of its own. */
export * from './incident/index.ts';
