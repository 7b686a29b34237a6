import { write } from '../../../db/engine/write.ts';
import { endViewerSession, isLinkOpen, offerLink, useLink } from '../../../db/internal/viewer.ts';
import type { Page } from '../../../db/page/page.ts';
import { internalLinkMail } from '../../../templates/email/internal/access.ts';
import type { Caller } from '../../auth/session.ts';
import type { Deps } from '../../context/deps.ts';
import { Problem } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { Locale } from '../../domain/text/locale.ts';
import { DAY, MINUTE } from '../../domain/time/time.ts';
import { countLinkRequest, type LinkLimits } from '../../limits/mailed-link.ts';

type LinkDeps = Pick<
  Deps,
  'db' | 'config' | 'signer' | 'clock' | 'newId' | 'log' | 'proxyWarnings' | 'wake'
>;

const LIFETIME = 15 * MINUTE;
export const VIEWER_SESSION = 14 * DAY;
const LIMITS: LinkLimits = {
  purpose: 'internal-link',
  event: 'internal sign-in link',
  hour: 4,
  day: 12,
  networks: [20, 40, 80],
};

/** Mails a sign-in link in this language, if the address has access. Answer and work are the same where it has none. */
export async function requestInternalLink(
  deps: LinkDeps,
  { page, locale }: { page: Page; locale: Locale },
  caller: Caller,
  email: string,
): Promise<void> {
  const request = { pageId: page.id, ip: caller.ip, email };
  if ((await countLinkRequest(deps, LIMITS, request)) !== null)
    throw new Problem(
      'too_many',
      'Too many requests. Check your inbox for an earlier email, or try again later.',
    );
  const now = deps.clock();
  const token = randomToken();
  const url = addressOf(page, deps.config.baseUrl);
  const link = `${url}/internal/sign-in/link?token=${token}`;
  const mail = await internalLinkMail({ page: { ...page, url }, locale, link });
  const row = {
    ...{ id: deps.newId(), pageId: page.id, email, tokenHash: await sha256(token) },
    ...{ createdAt: now, expiresAt: now + LIFETIME },
  };
  await write(deps.db, offerLink(row, { to: email, ...mail }));
  deps.wake();
}

export const isInternalLinkOpen = async (
  deps: Pick<LinkDeps, 'db' | 'clock'>,
  pageId: string,
  token: string,
): Promise<boolean> =>
  token !== '' && isLinkOpen(deps.db, pageId, await sha256(token), deps.clock());

/** Uses the link up. Returns the secret of the new session; null where the link is no longer valid. */
export async function openViewerSession(
  deps: Pick<LinkDeps, 'db' | 'clock' | 'newId'>,
  pageId: string,
  token: string,
): Promise<string | null> {
  if (token === '') return null;
  const secret = randomToken();
  const now = deps.clock();
  const [, session] = await write(
    deps.db,
    useLink({
      ...{ pageId, linkHash: await sha256(token), viewerId: deps.newId() },
      ...{ sessionHash: await sha256(secret), now, expiresAt: now + VIEWER_SESSION },
    }),
  );
  return session?.rowsAffected === 1 ? secret : null;
}

export const closeViewerSession = async (deps: Pick<LinkDeps, 'db'>, secret: string) =>
  write(deps.db, [endViewerSession(deps.db, await sha256(secret))]);
