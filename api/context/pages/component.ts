import type { Component } from '../../../db/component/component.ts';
import type { ComponentUse } from '../../../db/component/uses.ts';
import type { ListPlan } from '../../domain/component/list-plan.ts';
import type { ComponentList, RecordedHistory } from '../../reads/components.ts';
import type { CheckedForm, Form } from './form.ts';

/** Components and groups. */
export type ComponentPages = {
  '/admin/components': Form<ComponentList>;
  '/admin/components/[id]': CheckedForm<{ component: Component; groups: Component[] }>;
  '/admin/components/[id]/archive': { component: Component; uses: ComponentUse[] };
  '/admin/components/[id]/history': CheckedForm<RecordedHistory & { component: Component }>;
  '/admin/components/new': CheckedForm<{ groups: Component[] }>;
  /** `plan`: what the list in the form would add. */
  '/admin/components/paste': CheckedForm<{ plan?: ListPlan }>;
};
