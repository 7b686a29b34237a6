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

/** What was typed and what is wrong with it, so that a refused form comes back as it was. */
export type RefusedForm = {
  status: number;
  message: string;
  /** What the message speaks of, in the console. */
  link?: string | undefined;
  fields: Record<string, string>;
  values: Record<string, string | string[]>;
};

/** What an Astro page may know of: `Astro.locals`. A page reads; it never writes. */
export type PageLocals = {
  baseUrl: string;
  /** BASE_URL is set: forms work there only. */
  hasBaseUrl?: boolean;
  now: number;
  /** Awaited by each item of a long list, so that other requests are looked at meanwhile. */
  rest?: Rest;
  /** What was thrown while the page was drawn. */
  fault?: { error: unknown };
  /** In which a public page is drawn. The console speaks English. */
  locale?: Locale;
  /** What its links begin with: `/de` below an address that names the language, else nothing. */
  prefix?: string;
  snapshot: Snapshot | null;
  /** Since when the snapshot could not be confirmed: the page then says how old it is. */
  asOf?: number | null;
  /** In a static copy: the live page, and when the copy was true where that matters. */
  copy?: { of: string; at: number | null };
  /** Public: the incident of `/incidents/:id`; the months of `/history`. */
  incident?: SnapshotIncident;
  history?: Month;
  /** Of `/history?q=…`: what was searched for, and found. */
  found?: Found;
  /** Of the month or year of `/uptime/:period`. */
  uptime?: Uptime;
  period?: string;
  /** The newest incidents of the component of `/components/:id`. */
  about?: SnapshotIncident[];
  form?: RefusedForm | undefined;
  /** What the check before publishing says of the text in the form; absent where there is none yet. */
  findings?: Finding[];
  /** Who the text in the form would be mailed to; absent where there is none yet. */
  told?: AudienceEstimate | undefined;
  /** What a subscriber's link proves; null when it proves nothing. */
  subscription?: Subscription | null;
  /** A line that stays until read, after something was done. */
  notice?: string | undefined;
  /** Under /admin and /setup: the address that the page was opened at, as far as we are told. */
  openedAt?: { origin: string; isElsewhere: boolean };
  /** Only under /admin: who is signed in, the page they work on, and its read queries. */
  actor?: Actor;
  page?: Page;
  db?: Db;
  record?: IncidentRecord;
  /** The one of the record's updates that is put right. */
  update?: IncidentRecord['updates'][number];
  /** What the form is kept as, and who else has it open. */
  draft?: Draft;
  others?: Presence[];
  component?: Component;
  template?: Template;
  /** What the file in the form would do to the templates. */
  importPlan?: ImportPlan;
  person?: Member;
  token?: ApiToken;
  /** Why a page cannot be shown, and what was typed into the form that led there. */
  refusal?: {
    title: string;
    message: string;
    resubmit?: boolean;
    kept?: string;
    /** Where to go on; else the front page. */
    link?: string | undefined;
  };
  /** Only on /setup: the link's token, and whether a page exists that the owner joins. */
  setup?: { token: string; open: boolean; page: { name: string } | null };
  subscribers?: SubscriberList;
  ledger?: Ledger;
  /** The one about to be removed. */
  subscriber?: Subscriber;
  /** What became of the last push to the mirror; absent without one. */
  mirror?: MirrorOutcome | undefined;
  /** On the overview: what seems wrong with whose address is counted. */
  proxyWarnings?: string[];
  mailbox?: Mailbox;
  /** The newest test of the way out for mail, and whether one is still wanted. */
  mailTest?: MailTest;
  /** On the overview: nobody has tried yet whether mail arrives. */
  wantsMailTest?: { transport: MailTest['transport'] } | undefined;
  mail?: StoredMail;
  /** Of one update's mail: who was not reached. */
  failures?: Failures;
};

export type App = {
  Variables: {
    deps: Deps;
    /** Names this request in the log, and in the answer where something went wrong. */
    requestId: string;
    /** The language that the address names. */
    named: Locale | null;
    locals: Partial<PageLocals>;
    actor: Actor;
    page: Page;
    /** What is drawn for this request has been counted. */
    hasTurn: boolean;
  };
};

export type AppContext = Context<App>;

/**
 * Draws the Astro page at the request's path, or at `path`, with `locals`. Given to the app by
 * `site/fetch.ts`.
 */
export type RenderPage = (
  c: AppContext,
  locals?: Partial<PageLocals>,
  path?: string,
) => Promise<Response>;
