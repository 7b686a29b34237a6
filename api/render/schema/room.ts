import { z } from 'zod';
import { eventKinds } from '../../domain/room/event.ts';
import { derivedKinds } from '../../domain/room/timeline.ts';

const text = (description: string) => z.string().optional().meta({ description });
const flag = (description: string) => z.boolean().optional().meta({ description });
const PAST = 'ISO 8601, not in the future. Without an offset, the page’s time zone applies.';

export const EventInput = z.object({
  event: z.looseObject({
    kind: z.enum(eventKinds).optional().meta({
      description:
        'Without a kind, the text is read as in the room: “!” begins a decision, “?” a question, “TODO” an action; anything else is a note.',
    }),
    text: text('What happened, at most 4,000 characters.'),
    at: text(`When it happened; default: now. ${PAST}`),
  }),
});

export const EventChange = z.object({
  event: z.looseObject({
    at: text(`The corrected time. The first one is kept as “original_at”. ${PAST}`),
    pinned: flag('Pinned events go to the review.'),
    hidden: flag('Hides the event. It is never deleted.'),
  }),
});

export const EventQuery = z.object({
  hidden: text('true: with hidden events.'),
  page: text('Page number, starting at 1 (newest).'),
  limit: text('Events per page, at most 100.'),
});

export const RoomEvent = z.looseObject({
  id: z.string(),
  kind: z.enum([...eventKinds, ...derivedKinds]),
  text: z.string(),
  author: z.string(),
  at: z.string(),
  original_at: z.string(),
  created_at: z.string(),
  pinned: z.boolean(),
  hidden: z.boolean(),
  automatic: z.boolean(),
});
export const RoomEvents = z.array(RoomEvent);
