import { internalAudiences } from '../room/internal-update.ts';

/** What people inside can subscribe to by email: internal updates, and internal incidents that begin. */
export const internalTopics = [...internalAudiences, 'openings'] as const;
export type InternalTopic = (typeof internalTopics)[number];
