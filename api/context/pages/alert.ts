import type { AlertInbox, ShownAlert, ShownAlertSource } from '../../reads/alert/inbox.ts';
import type { Form } from './form.ts';

/** An address or secret that is shown once, in the answer to the form that made it. */
type Made = { url: string | null; secret: string | null };

/** Alerts of monitoring systems. */
export type AlertPages = {
  '/admin/alerts': AlertInbox;
  '/admin/alerts/[id]': ShownAlert;
  '/admin/alerts/sources': Form<{ sources: ShownAlertSource[]; example: string }>;
  '/admin/alerts/sources/[id]': Form<{
    source: ShownAlertSource;
    made: Made | null;
    example: string;
  }>;
  '/admin/alerts/sources/[id]/delete': { source: ShownAlertSource };
};
