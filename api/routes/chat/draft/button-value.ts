import { z } from 'zod';

/** Which text a button is about: a click on an older preview changes nothing. */
const DraftButton = z.object({
  id: z.string().regex(/^[a-z0-9]{12}$/),
  revision: z.number().int(),
  /** Rules whose warnings the preview has shown. */
  warned: z.array(z.string()).default([]),
  /** In an update, the component whose status is being selected. */
  component: z.string().optional(),
});
export type DraftButton = z.infer<typeof DraftButton>;

export const buttonValue = (button: DraftButton): string => JSON.stringify(button);

export function draftButtonIn(value: string): DraftButton | null {
  try {
    return DraftButton.safeParse(JSON.parse(value)).data ?? null;
  } catch {
    return null;
  }
}
