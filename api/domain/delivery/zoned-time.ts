/** How a time is written: with its day, without it on the day of `from`, in a sentence, or from–until. */
export type TimeForm = 'full' | 'until' | 'dated' | 'window';

/** A time in a finished text, which readers with a zone of their own get in theirs. Instants in UTC ms. */
export type ZonedTime = { at: number; length: number; form: TimeForm; instants: number[] };

/** In the order of the texts. */
export type ZonedTimes = { html: ZonedTime[]; text: ZonedTime[] };
