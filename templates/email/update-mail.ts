import type { ComponentStatus } from '../../api/domain/component/status.ts';
import type { IncidentKind, State } from '../../api/domain/incident/incident.ts';
import type { Notice, UpdateEvent } from '../../api/domain/maintenance/notice.ts';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { MailPage } from './frame.ts';

/** A published update for subscribers. Instants in UTC ms. */
export type UpdateMail = {
  /** Language of the mail, and the one the team writes in; English if absent. */
  locale?: Locale;
  written?: Locale;
  page: MailPage;
  /** Prefix of links in the mail's language: `/de`, or empty. */
  prefix?: string;
  zone: string;
  incident: {
    /** Absent: an incident. */
    kind?: IncidentKind;
    name: string;
    /** Language of the title, if not `written`; the same for texts. */
    locale?: Locale;
    url: string;
    scheduledFor: number | null;
    scheduledUntil: number | null;
  };
  state: State;
  notice?: Notice | null;
  event?: UpdateEvent | null;
  body: string;
  bodyLocale?: Locale;
  at: number;
  /** Set when this mail announces a correction. */
  correctedAt?: number | null;
  nextUpdateBy: number | null;
  components: { name: string; status: ComponentStatus }[];
  /** Superseded updates that some recipients have not received, newest first. */
  earlier?: Earlier[];
  /** A summary at the end: `earlier` has all updates, or the newest ones if it `isCut`. */
  digest?: { isCut: boolean } | null;
};

export type Earlier = Pick<UpdateMail, 'state' | 'notice' | 'event' | 'body' | 'at'> & {
  locale?: Locale;
};
