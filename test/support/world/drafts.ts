import { findDraft } from '../../../db/draft/draft.ts';
import type { ConsoleWorld } from './console.ts';

export const DRAFT = 'draft0000001';
export const NEW = '/admin/incidents/new';

/** The form of a new incident as it is submitted and saved, for the person who has it open. */
export const openForm = (more: Record<string, string> = {}) => ({
  state: 'investigating',
  template: '',
  key: 'ada-press',
  draft: DRAFT,
  draftRevision: '0',
  name: 'Card payments fail',
  body: 'We are looking into it.',
  composed: '',
  warned: 'no-promise',
  notify: 'on',
  ...more,
});

export const storedDraft = async ({ deps, pageId }: ConsoleWorld, id = DRAFT) =>
  (await findDraft(deps.db, pageId, id))?.draft;

export const rowsOf = async ({ deps }: ConsoleWorld, sql: string) =>
  (await deps.db.$client.execute(sql)).rows;

/** Direct mails in the order in which they were written. */
export const mailsOf = async (world: ConsoleWorld) =>
  (await rowsOf(world, 'select "to", subject from letter order by rowid')).map(
    (mail) => `${mail.to}: ${mail.subject}`,
  );
