import type { ReviewSettings } from '../../../db/review/review.ts';
import type { ActionItemKind } from '../../domain/action-item/action-item.ts';
import type { ReviewDocument } from '../../reads/review/document.ts';
import type { ItemList, ShownItem } from '../../reads/review/items.ts';
import type { ReviewList } from '../../reads/review/list.ts';
import type { ReviewVersions } from '../../reads/review/versions.ts';
import type { Form } from './form.ts';

type Owner = { id: string; name: string };
/** What a new action item begins with, and what proposed it. */
export type ItemProposal = {
  incidentId: string | null;
  origin: string | null;
  eventId: string;
  runbookId: string;
  kind: ActionItemKind;
  title: string;
};

/** The pages of postmortems and action items. */
export type ReviewPages = {
  '/admin/reviews': Form<ReviewList>;
  '/admin/reviews/[id]': Form<ReviewDocument>;
  '/admin/reviews/[id]/edit': Form<ReviewDocument>;
  '/admin/reviews/[id]/versions': ReviewVersions;
  '/admin/reviews/action-items': ItemList;
  '/admin/reviews/action-items/[item]': Form<{ item: ShownItem; people: Owner[] }>;
  '/admin/reviews/action-items/new': Form<{
    proposed: ItemProposal;
    people: Owner[];
    /** Where the form returns to. */
    back: string;
  }>;
  /** `stored` is null for a page that has the standard ones. */
  '/admin/settings/reviews': Form<{ stored: ReviewSettings | null }>;
};
