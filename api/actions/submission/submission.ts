import type { Draft } from '../../../db/draft/draft.ts';
import type { Problem } from '../../core/problem.ts';
import type { Posted } from '../draft/save.ts';
import type { PublishOptions } from '../incident/publish-options.ts';
import type {
  IncidentEdit,
  Opening,
  Publication,
  PublishedAs,
} from '../publication/publication.ts';

type Time = { publishAt: number; publishZone: string };

/** A text to publish now. */
export type ToPublish = Pick<PublishOptions, 'idempotencyKey' | 'seenWarnings'> & {
  wants: 'publish';
  /** Reads what is published at `now`. Throws a Problem that names the errors. */
  read: (now: number) => Promise<Publication>;
};

/** A text for later: for a second person, or for its time. */
export type ToStore = Pick<PublishOptions, 'seenWarnings'> & {
  wants: 'approval' | 'schedule';
  read: (now: number) => Promise<Opening | IncidentEdit>;
  form: Posted;
  /** Throws where it is no time. */
  time: () => Time;
  /** Sequence number of the newest update that the writer had seen. */
  newestSeenSeq: number;
};

/** `form` is the form as a draft keeps it; null from scripts, and from forms that have no draft. */
export type Submission =
  | (ToPublish & { form: null })
  | (ToPublish & { form: Posted })
  | ToStore
  | { wants: 'save'; form: Posted };

export type SubmissionOutcome =
  /** `isMerged`: it took over somebody else's change. */
  | { outcome: 'saved'; draft: Draft; isMerged: boolean }
  | { outcome: 'scheduled' | 'awaiting approval'; draft: Draft }
  /** `by`: who published it before this submission. */
  | ({ outcome: 'published'; by?: string | null } & PublishedAs)
  /** Nothing was published: the author must look at the draft as it is now. */
  | { outcome: 'redraw'; draft: Draft; problem: Problem };
