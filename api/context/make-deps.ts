import type { Db } from '../../db/engine/client.ts';
import { lazyAuth } from '../auth/auth.ts';
import type { Config } from '../core/config.ts';
import { Encryption, type Opener } from '../core/encryption.ts';
import { newId } from '../core/id.ts';
import { type Log, logFrom } from '../core/log.ts';
import { type Hashes, Signer } from '../core/secret.ts';
import { memoize } from '../domain/memoize.ts';
import { readPrivateHosts } from '../domain/network/private-hosts.ts';
import { hostIn } from '../domain/page/address.ts';
import { readers } from '../domain/page/scope.ts';
import { MINUTE } from '../domain/time/time.ts';
import { type Compressors, PageCache, type PageCacheStore } from '../http/cache/page-cache.ts';
import { AddressWatch } from '../limits/address-watch.ts';
import { Drawing } from '../limits/drawing.ts';
import { ProxyWarnings } from '../limits/proxy-warnings.ts';
import { RequestLimit } from '../limits/rate-limit.ts';
import { Readiness } from '../limits/readiness.ts';
import { TokenLimit } from '../limits/token-limit.ts';
import type { Probes } from '../network/outgoing/probe.ts';
import type { SendRequest } from '../network/outgoing/request.ts';
import { sendByFetch } from '../network/outgoing/send.ts';
import { overHttps, type Resolver } from '../network/resolver.ts';
import { openChannels } from '../notify/channels/open.ts';
import type { Mailer } from '../notify/port/mailer.ts';
import type { SenderDeps } from '../notify/port/sending.ts';
import { Sender } from '../notify/queue/sender.ts';
import { type MailTester, testLocal } from '../notify/test/choose.ts';
import { HistoryCache } from '../snapshot/history/cache.ts';
import {
  type LastKnown,
  type LogoCopies,
  noLastKnown,
  noLogoCopies,
} from '../snapshot/last-known.ts';
import { Logos, withLogos } from '../snapshot/logos.ts';
import { SnapshotStores } from '../snapshot/stores.ts';
import type { Deps, Site } from './deps.ts';
import { PageHosts } from './page-hosts.ts';

/** Page addresses with an own configuration in memory. */
const MAX_SITES = 1000;

/** `secret` signs sessions and links: changing it signs everybody out. */
export function makeDeps(given: {
  config: Config;
  db: Db;
  secret: string;
  hashes?: Hashes;
  opener?: Opener;
  mailer: Mailer;
  mailTester?: MailTester;
  /** DNS; by default over HTTPS. */
  resolve?: Resolver;
  buildId: string;
  /** The copy of a page with a host of its own, or with null of the installation's page. */
  lastKnownOf?: (host: string | null) => LastKnown;
  logoCopies?: LogoCopies;
  compressors?: Compressors;
  /** True when the process lives on after a response: copies are then written in the background. */
  storeLater?: boolean;
  /** Settings for Workers; see `SnapshotStore` and `PageCache`. */
  edge?: { later: (work: Promise<unknown>) => void; store: PageCacheStore; maxBytes: number };
  /** Requests to addresses that others chose; by `fetch` if absent. */
  send?: SendRequest;
  /** TCP and DNS, where the runtime has them. */
  probes?: Probes;
  wake?: () => void;
  clock?: () => number;
  log?: Log;
  slowAfter?: SenderDeps['slowAfter'];
}): Deps {
  const clock = given.clock ?? Date.now;
  const log = given.log ?? logFrom(given.config.logLevel);
  const { config, db, secret, mailer, logoCopies = noLogoCopies } = given;
  const logos = new Logos({ db, copies: logoCopies, log });
  const signer = new Signer(secret, given.hashes);
  const encryption = new Encryption(secret, given.opener);
  const send = given.send ?? sendByFetch(fetch);
  const lastKnownOf = (host: string | null) =>
    withLogos(given.lastKnownOf?.(host) ?? noLastKnown, logos);
  const { baseUrl, mailFrom: from } = config;
  const authAt = (baseUrl: string) => lazyAuth({ db, baseUrl, secret, log });
  const later = given.edge?.later;
  const perAddress = memoize<Omit<Site, 'pageId' | 'snapshots'>>(MAX_SITES);
  const stores = new SnapshotStores({
    db,
    url: baseUrl,
    clock,
    lastKnownOf,
    log,
    storeLater: given.storeLater ?? false,
    freshFor: config.freshFor,
    later,
  });
  const channels = openChannels({
    ...{ mailer, signer, baseUrl, from, db, encryption, send },
    slackApi: config.slackApi,
  });
  return {
    config,
    db,
    mailer,
    mailTester: given.mailTester ?? testLocal,
    resolve: given.resolve ?? overHttps(fetch),
    clock,
    newId,
    auth: authAt(baseUrl),
    signer,
    encryption,
    send,
    probes: given.probes ?? null,
    outgoingRules: {
      runtime: given.edge ? 'edge' : 'node',
      privateHosts: readPrivateHosts(config.allowPrivateHosts),
    },
    ...channels,
    sender: new Sender({
      ...{ db, signer, encryption, log, newId, holder: newId() },
      ...channels,
      slowAfter: given.slowAfter,
    }),
    pageId: null,
    snapshots: stores.installation,
    stores,
    hosts: new PageHosts({ db, baseUrl, clock, lastKnownOf, later }),
    ownOf: ({ pageId, baseUrl }) => ({
      ...perAddress(baseUrl, () => ({
        config: { ...config, baseUrl, hasBaseUrl: true },
        auth: authAt(baseUrl),
        addresses: new AddressWatch({ log, baseUrl, hasBaseUrl: true }),
        mirror: null,
      })),
      pageId,
      snapshots: stores.of({ pageId, audience: readers }, hostIn(baseUrl)),
    }),
    history: new HistoryCache(db, clock),
    logos,
    tokenLimit: new TokenLimit(config.apiRateLimit),
    searches: new RequestLimit({ limits: [30, 60, 120], window: MINUTE }),
    proxyWarnings: new ProxyWarnings(log, clock),
    addresses: new AddressWatch({ log, ...config }),
    readiness: new Readiness({ db, clock, shares: given.edge === undefined }),
    drawing: new Drawing({
      limit: new RequestLimit({ limits: [300, 600, 1200], window: MINUTE }),
      queues: given.edge === undefined,
    }),
    pages: new PageCache({
      salt: `${secret}:${given.buildId}`,
      compressors: given.compressors,
      digest: given.hashes?.digest,
      ...given.edge,
    }),
    log,
    notReady: null,
    mirror: null,
    wake: given.wake ?? (() => {}),
  };
}
