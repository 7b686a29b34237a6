import type { Context } from 'hono';
import type { Draft, ListedDraft } from '../../db/draft/draft.ts';
import type { Presence } from '../../db/draft/presence.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import type { Reminder } from '../../db/obligation/open.ts';
import type { Page } from '../../db/page/page.ts';
import type { Subscription } from '../actions/subscriber/subscriber.ts';
import type { Yield } from '../core/pieces.ts';
import type { Charts } from '../domain/metric/chart.ts';
import type { Finding } from '../domain/preflight/index.ts';
import type { Actor } from '../domain/response/role.ts';
import type { Locale } from '../domain/text/locale.ts';
import type { AudienceEstimate } from '../preview/preview.ts';
import type { Month } from '../snapshot/history/history.ts';
import type { SearchResults } from '../snapshot/history/search.ts';
import type { Snapshot, SnapshotIncident } from '../snapshot/snapshot.ts';
import type { Uptime } from '../snapshot/snapshot-uptime.ts';
import type { Deps } from './deps.ts';
import type { RefusedForm } from './pages/form.ts';
import type { PageArguments, PagePath } from './pages/pages.ts';

export type { CheckedForm, RefusedForm } from './pages/form.ts';
export type { PagePath, Pages } from './pages/pages.ts';
export type { ItemProposal } from './pages/review.ts';

/** The locals of Astro pages, layouts and components. A page in `Pages` has its own data as props. */
export type PageLocals = {
  /** The props of a page in `Pages`: read them with `propsOf`. */
  props?: { page: PagePath; props: unknown };
  baseUrl: string;
  /** True when BASE_URL is set: forms work only there. */
  hasBaseUrl?: boolean;
  now: number;
  /** Await this in long lists, so that other requests are served meanwhile. */
  rest?: Yield;
  /** An error thrown while the page was drawn. */
  failure?: { error: unknown };
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
  found?: SearchResults;
  /** `/badges`: the badge that was asked for. */
  badge?: { component: string; label?: string | undefined };
  /** The month or year of `/uptime/:period`. */
  uptime?: Uptime;
  period?: string;
  /** `/system-metrics`: the charts of a time. */
  charts?: Charts;
  /** `/components/:id`: its newest incidents. */
  about?: SnapshotIncident[];
  form?: RefusedForm | undefined;
  /** Findings of preflight for the form; absent where there is no text yet. */
  findings?: Finding[];
  /** Recipients of the update in the form; absent where there is no text yet. */
  recipients?: AudienceEstimate | undefined;
  /** What a subscriber's link gives access to; null when the link is not valid. */
  subscription?: Subscription | null;
  /** A list was asked by email whether to unsubscribe. */
  isListAsked?: boolean;
  /** A message after an action, shown until it is dismissed. */
  notice?: string | undefined;
  /** Under /admin and /setup: the address in the browser, as far as headers tell. */
  openedAt?: { origin: string; isElsewhere: boolean };
  /** Under /admin: the signed-in member and their page. */
  actor?: Actor;
  page?: Page;
  /** Drafts that the signed-in member could approve; read when a page shows them. */
  draftsToApprove?: () => Promise<ListedDraft[]>;
  /** Whether somebody else on the team may approve what the signed-in member writes. */
  hasApprover?: () => Promise<boolean>;
  /** Promised updates that the member was reminded of. */
  reminders?: () => Promise<Reminder[]>;
  record?: IncidentRecord;
  /** The draft of the form, and who else has it open. */
  draft?: Draft;
  others?: Presence[];
  /** Why a page cannot be shown, and the text typed into the form. */
  refusal?: {
    title: string;
    message: string;
    resubmit?: boolean;
    submittedText?: string;
    /** Where to continue; the front page by default. */
    link?: string | undefined;
  };
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
    hasPermit: boolean;
  };
};

export type AppContext = Context<App>;

/** Draws the Astro page at the request's path, or at `path`, with `locals`. `site/fetch.ts` provides it. */
export type DrawPage = (
  c: AppContext,
  locals?: Partial<PageLocals>,
  path?: string,
) => Promise<Response>;

/** Draws a page with its own props; one that is not yet in `Pages`, with `locals`. */
export type RenderPage = (
  c: AppContext,
  ...page: PageArguments | [locals?: Partial<PageLocals>, path?: string]
) => Promise<Response>;
