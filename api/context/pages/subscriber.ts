import type { MailProgress } from '../../../db/delivery/mailbox.ts';
import type { SubscriberImport } from '../../../db/subscriber/import.ts';
import type { Subscriber } from '../../../db/subscriber/subscriber.ts';
import type { OwnedDeliveries } from '../../reads/subscriber/deliveries.ts';
import type { SubscriberList } from '../../reads/subscriber/list.ts';
import type { SubscriberLog } from '../../reads/subscriber/log.ts';
import type { Form } from './form.ts';

/** The pages of subscribers in the console, and of the owner of a destination. */
export type SubscriberPages = {
  '/admin/mail/notifications/[id]/retry': { notification: MailProgress };
  '/admin/settings/privacy': Form;
  '/admin/subscribers': SubscriberList;
  '/admin/subscribers/import': Form;
  '/admin/subscribers/import/[id]': { list: SubscriberImport };
  '/admin/subscribers/new': Form;
  /** A webhook that was just added; its secret is in this response only. */
  '/admin/subscribers/destination': Form<{
    made: { subscriber: Subscriber; secret: string } | null;
  }>;
  /** `ownerPage`: the link for the owner of a destination, where the member may see it. */
  '/admin/subscribers/[id]': SubscriberLog & { ownerPage: string | null };
  '/admin/subscribers/[id]/remove': Form<{ subscriber: Subscriber }>;
  /** The secret is in the response that made it only. */
  '/admin/subscribers/[id]/secret': { subscriber: Subscriber; secret: string | null };
  '/admin/subscribers/[id]/erase': { subscriber: Subscriber };
  /** For the owner of a destination. A new signing secret is in this response only. */
  '/subscriptions/[token]/deliveries': Form<
    OwnedDeliveries & { token: string; done: string | null; secret: string | null }
  >;
};
