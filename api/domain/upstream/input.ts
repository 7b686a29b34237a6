import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';
import { upstreamKinds } from './reading.ts';

/** What a component follows: one of the offers, and what follows from an incident there. */
export const NewUpstream = z.object({
  /** The vendor's page, as it was typed. */
  pageUrl: z.string().trim().min(1, 'Enter the address of their status page.').max(1000),
  kind: z.enum(upstreamKinds, 'Choose what to show.'),
  /** The address that is polled. */
  url: z.string().trim().min(1, 'Choose what to show.').max(1000),
  /** A part of their page; null for the whole. */
  componentRef: z.string().max(200).nullable().default(null),
  vendor: singleLine(80, 'The name can have at most 80 characters.').min(
    1,
    'Enter the name of the vendor, such as GitHub.',
  ),
  /** Whether an open incident there starts a draft here. */
  drafts: z.boolean().default(false),
});
export type NewUpstream = z.infer<typeof NewUpstream>;
