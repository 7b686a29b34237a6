import type { Component } from '../../../db/component/component.ts';
import type { ComponentUse } from '../../../db/component/uses.ts';
import type { ListPlan } from '../../domain/component/list-plan.ts';
import type { FoundVendor } from '../../domain/upstream/offer.ts';
import type { ComponentList, RecordedHistory } from '../../reads/components.ts';
import type { FollowedVendor } from '../../reads/upstream/upstream.ts';
import type { CheckedForm, Form } from './form.ts';

/** Components and groups. */
export type ComponentPages = {
  '/admin/components': Form<ComponentList>;
  '/admin/components/[id]': CheckedForm<{ component: Component; groups: Component[] }>;
  '/admin/components/[id]/archive': { component: Component; uses: ComponentUse[] };
  '/admin/components/[id]/history': CheckedForm<RecordedHistory & { component: Component }>;
  /** `found`: what can be followed at the address in the form. */
  '/admin/components/[id]/vendor': Form<{
    component: Component;
    followed: FollowedVendor | null;
    found?: FoundVendor;
  }>;
  '/admin/components/new': CheckedForm<{ groups: Component[] }>;
  /** `plan`: what the list in the form would add. */
  '/admin/components/paste': CheckedForm<{ plan?: ListPlan }>;
};
