import type { InternalAudience } from '../../api/domain/room/internal-update.ts';

/** What the fields of an internal update are called, by whom it is for. */
export const internalFieldKeys = {
  responders: {
    currentState: 'internal.currentState',
    whatWeKnow: 'internal.whatWeKnow',
    whatWeAreDoing: 'internal.whatWeAreDoing',
  },
  executives: {
    currentState: 'internal.state',
    whatWeKnow: 'internal.overview',
    whatWeAreDoing: 'internal.nextSteps',
  },
} as const satisfies Record<InternalAudience, object>;
