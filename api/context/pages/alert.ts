import type { AlertInbox, ShownAlert, ShownAlertSource } from '../../reads/alert/inbox.ts';
import type { Form } from './form.ts';

/** Alerts of monitoring systems. */
export type AlertPages = {
  '/admin/alerts': AlertInbox;
  '/admin/alerts/[id]': ShownAlert;
  '/admin/alerts/sources': Form<{ sources: ShownAlertSource[]; example: string }>;
  '/admin/alerts/sources/[id]': Form<{
    source: ShownAlertSource;
    example: string;
  }>;
  '/admin/alerts/sources/[id]/delete': { source: ShownAlertSource };
};
