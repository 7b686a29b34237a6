import { z } from 'zod';

const about = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });

const part = about(
  z.string().nullish(),
  'The ID or name of a component on their page. Null or absent for the whole page.',
);
const name = about(z.string().nullish(), 'The name that readers see. Absent: as their page says.');
const drafts = about(z.boolean().optional(), 'Whether an incident there starts a draft here.');

export const VendorInput = z.object({
  vendor: z.looseObject({
    component_id: about(z.string(), 'The component that shows it.'),
    address: about(z.string(), 'Their status page, or an RSS or Atom feed.'),
    ...{ part, vendor: name, drafts },
  }),
});

export const VendorChange = z.object({
  vendor: z.looseObject({
    address: about(z.string().optional(), 'Another status page.'),
    ...{ part, vendor: name, drafts },
  }),
});

export const VendorRead = z.looseObject({
  component_id: z.string(),
  page_id: z.string(),
  vendor: z.string(),
  page_url: about(z.string(), 'Their page, for people.'),
  product: about(z.string(), 'What their page is made with.'),
  polled_url: z.string(),
  part: about(z.object({ id: z.string(), name: z.string() }).nullable(), 'Null: the whole page.'),
  drafts: z.boolean(),
  report: about(
    z
      .object({
        text: z.string(),
        url: z.string(),
        known: about(z.boolean(), 'False after three polls without an answer.'),
        since: z.string(),
      })
      .nullable(),
    'What readers see; null while there is nothing to show.',
  ),
  missed_polls: about(z.int(), 'Polls that failed in a row.'),
  failure: about(z.string().nullable(), 'Why the last poll failed.'),
  answered_at: z.string().nullable(),
  created_by: z.string(),
  created_at: z.string(),
});

export const VendorsRead = z.array(VendorRead);
