import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';
import { upstreamKinds } from './reading.ts';

const Vendor = singleLine(80, 'The name can have at most 80 characters.').min(
  1,
  'Enter the name of the vendor, such as GitHub.',
);

/** What a component follows: one of the offers, and what follows from an incident there. */
export const NewUpstream = z.object({
  /** The vendor's page, as it was typed. */
  pageUrl: z.string().trim().min(1, 'Enter the address of their status page.').max(1000),
  kind: z.enum(upstreamKinds, 'Choose what to show.'),
  /** The address that is polled. */
  url: z.string().trim().min(1, 'Choose what to show.').max(1000),
  /** A part of their page; null for the whole. */
  componentRef: z.string().max(200).nullable().default(null),
  vendor: Vendor,
  /** Whether an open incident there starts a draft here. */
  drafts: z.boolean().default(false),
});
export type NewUpstream = z.infer<typeof NewUpstream>;

const Address = z
  .string('address is the address of a status page.')
  .trim()
  .min(1, 'Enter the address of their status page.')
  .max(1000, 'An address can have at most 1,000 characters.');
const Part = z.string('part is a text.').trim().min(1).max(200).nullable();

/** The same by an address whose offers are not known yet. `part`: its ID or name; null for the whole page. */
export const AddressedUpstream = z.object({
  address: Address,
  part: Part.default(null),
  /** Null: the name that their page gives. */
  vendor: Vendor.nullable().default(null),
  drafts: z.boolean().default(false),
});
export type AddressedUpstream = z.infer<typeof AddressedUpstream>;

/** Absent fields keep their value; another address begins with the whole page. */
export const AddressedUpstreamEdit = z.object({
  address: Address.optional(),
  part: Part.optional(),
  vendor: Vendor.nullish(),
  drafts: z.boolean().optional(),
});
export type AddressedUpstreamEdit = z.infer<typeof AddressedUpstreamEdit>;
