import type { Context } from 'hono';
import type { Component } from '../../db/component/component.ts';
import type { StoredMail } from '../../db/delivery/mailbox.ts';
import type { Draft, Presence } from '../../db/draft/draft.ts';
import type { Db } from '../../db/engine/client.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import type { Page } from '../../db/page/page.ts';
import type { Subscriber } from '../../db/subscriber/subscriber.ts';
import type { ApiToken, Member } from '../../db/team/account.ts';
import type { Template } from '../../db/template/template.ts';
import type { Subscription } from '../actions/subscriber/subscriber.ts';
import type { ImportPlan } from '../actions/template/import.ts';
import type { Rest } from '../core/pieces.ts';
import type { Finding } from '../domain/preflight/index.ts';
import type { Actor } from '../domain/response/role.ts';
import type { Locale } from '../domain/text/locale.ts';
import type { MirrorOutcome } from '../mirror/mirror.ts';
import type { AudienceEstimate } from '../preview/preview.ts';
import type { Failures, Mailbox } from '../routes/console/delivery/mail.ts';
import type { MailTest } from '../routes/console/delivery/mail-test.ts';
import type { Ledger, SubscriberList } from '../routes/console/delivery/subscribers.ts';
import type { Found } from '../routes/search/search.ts';
import type { Month } from '../snapshot/history.ts';
import type { Snapshot, SnapshotIncident, Uptime } from '../snapshot/snapshot.ts';
import type { Deps } from './deps.ts';

/** Submitted values and errors, to draw a rejected form again. */
export type RefusedForm = {
  status: number;
  message: string;
  /** The page of the console that the message is about. */
  link?: string | undefined;
  fields: Record<string, string>;
  values: Record<string, string | string[]>;
};

/** The locals of Astro pages. Pages read only. */
export type PageLocals = {
  baseUrl: string;
  /** True when BASE_URL is set: forms work only there. */
  hasBaseUrl?: boolean;
  now: number;
  /** Await this in long lists, so that other requests are served meanwhile. */
  rest?: Rest;
  /** An error thrown while the page was drawn. */
  fault?: { error: unknown };
  /** Language of a public page. The console is in English. */
  locale?: Locale;
  /** Prefix of its links: `/de` under an address with a language, otherwise empty. */
  prefix?: string;
  snapshot: Snapshot | null;
  /** When the snapshot was last confirmed, if it is not fresh: the page then shows its age. */
  asOf?: number | null;
  /** In a static copy: the live page, and when the copy was made, where that matters. */
  copy?: { of: string; at: number | null };
  /** Public pages: the incident of `/incidents/:id` and the month of `/history`. */
  incident?: SnapshotIncident;
  history?: Month;
  /** `/history?q=…`: the search and its results. */
  found?: Found;
  /** The month or year of `/uptime/:period`. */
  uptime?: Uptime;
  period?: string;
  /** `/components/:id`: its newest incidents. */
  about?: SnapshotIncident[];
  form?: RefusedForm | undefined;
  /** Findings of preflight for the form; absent where there is no text yet. */
  findings?: Finding[];
  /** Recipients of the update in the form; absent where there is no text yet. */
  told?: AudienceEstimate | undefined;
  /** What a subscriber's link gives access to; null when the link is not valid. */
  subscription?: Subscription | null;
  /** A message after an action, shown until it is dismissed. */
  notice?: string | undefined;
  /** Under /admin and /setup: the address in the browser, as far as headers tell. */
  openedAt?: { origin: string; isElsewhere: boolean };
  /** Under /admin: the signed-in member, their page, and the database. */
  actor?: Actor;
  page?: Page;
  db?: Db;
  record?: IncidentRecord;
  /** The update of the record that is being corrected. */
  update?: IncidentRecord['updates'][number];
  /** The draft of the form, and who else has it open. */
  draft?: Draft;
  others?: Presence[];
  component?: Component;
  template?: Template;
  /** What importing the file would change. */
  importPlan?: ImportPlan;
  person?: Member;
  token?: ApiToken;
  /** Why a page cannot be shown, and the text typed into the form. */
  refusal?: {
    title: string;
    message: string;
    resubmit?: boolean;
    kept?: string;
    /** Where to continue; the front page by default. */
    link?: string | undefined;
  };
  /** On /setup: the token, and whether an existing page gets an owner. */
  setup?: { token: string; open: boolean; page: { name: string } | null };
  subscribers?: SubscriberList;
  ledger?: Ledger;
  /** The subscriber to remove. */
  subscriber?: Subscriber;
  /** Outcome of the last push to the mirror; absent without a mirror. */
  mirror?: MirrorOutcome | undefined;
  /** On the overview: problems with the address of visitors. */
  proxyWarnings?: string[];
  mailbox?: Mailbox;
  /** The last test mail, and whether a test is recommended. */
  mailTest?: MailTest;
  /** On the overview: no test mail was sent yet. */
  wantsMailTest?: { transport: MailTest['transport'] } | undefined;
  mail?: StoredMail;
  /** Recipients of one update whose mail failed. */
  failures?: Failures;
};

export type App = {
  Variables: {
    deps: Deps;
    /** Identifies the request in the log and on error pages. */
    requestId: string;
    /** The language in the address. */
    named: Locale | null;
    locals: Partial<PageLocals>;
    actor: Actor;
    page: Page;
    /** True while a page is drawn that was already counted. */
    hasTurn: boolean;
  };
};

export type AppContext = Context<App>;

/** Draws the Astro page at the request's path, or at `path`, with `locals`. `site/fetch.ts` provides it. */
export type RenderPage = (
  c: AppContext,
  locals?: Partial<PageLocals>,
  path?: string,
) => Promise<Response>;
