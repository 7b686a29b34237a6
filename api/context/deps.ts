import type { Db } from '../../db/engine/client.ts';
import type { Auth } from '../auth/auth.ts';
import type { Config } from '../core/config.ts';
import type { Encryption } from '../core/encryption.ts';
import type { Log } from '../core/log.ts';
import type { Signer } from '../core/secret.ts';
import type { OutgoingRules } from '../domain/network/destination.ts';
import type { PageCache } from '../http/cache/page-cache.ts';
import type { AddressWatch } from '../limits/address-watch.ts';
import type { Drawing } from '../limits/drawing.ts';
import type { ProxyWarnings } from '../limits/proxy-warnings.ts';
import type { RequestLimit } from '../limits/rate-limit.ts';
import type { Readiness } from '../limits/readiness.ts';
import type { TokenLimit } from '../limits/token-limit.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Probes } from '../network/outgoing/probe.ts';
import type { SendRequest } from '../network/outgoing/request.ts';
import type { Resolver } from '../network/resolver.ts';
import type { Mailer } from '../notify/port/mailer.ts';
import type { SenderDeps } from '../notify/port/sending.ts';
import type { Sender } from '../notify/queue/sender.ts';
import type { MailTester } from '../notify/test/choose.ts';
import type { HistoryCache } from '../snapshot/history/cache.ts';
import type { Logos } from '../snapshot/logos.ts';
import type { SnapshotStore } from '../snapshot/store.ts';
import type { SnapshotStores } from '../snapshot/stores.ts';
import type { PageAddress, PageHosts } from './page-hosts.ts';

/** All dependencies of the app, created once per process or isolate. */
export type Deps = {
  config: Config;
  db: Db;
  auth: () => Promise<Auth>;
  signer: Signer;
  encryption: Encryption;
  send: SendRequest;
  /** Null on Workers. */
  probes: Probes | null;
  /** Where `send` may go: for checks before an address is stored. */
  outgoingRules: OutgoingRules;
  mailer: Mailer;
  channels: SenderDeps['channels'];
  directMailer: SenderDeps['directMailer'];
  mailTester: MailTester;
  resolve: Resolver;
  sender: Sender;
  /** The page that requests are about; null for the installation's page. */
  pageId: string | null;
  /** What readers see of that page. */
  snapshots: SnapshotStore;
  /** The snapshots of all pages and audiences. */
  stores: SnapshotStores;
  hosts: PageHosts;
  /** What differs for a page with an address of its own: see `siteOf`. */
  ownOf: (page: PageAddress) => Site;
  pages: PageCache;
  history: HistoryCache;
  logos: Logos;
  searches: RequestLimit;
  tokenLimit: TokenLimit;
  proxyWarnings: ProxyWarnings;
  addresses: AddressWatch;
  drawing: Drawing;
  readiness: Readiness;
  clock: () => number;
  newId: () => string;
  log: Log;
  /** Why /readyz fails whatever the database answers; null once migrations are done. */
  notReady: string | null;
  /** The copy on another provider; null if none is configured. */
  mirror: Mirror | null;
  /** Hints that there may be something to send. No effect until a sender is attached. */
  wake: () => void;
};

/** Dependencies that belong to one page. Its address takes the place of BASE_URL. */
export type Site = Pick<Deps, 'pageId' | 'config' | 'snapshots' | 'auth' | 'addresses' | 'mirror'>;
