import type { Signer } from '../core/secret.ts';
import type { Locale } from '../domain/text/locale.ts';

/** What a subscriber's link is for. */
export type Purpose = 'confirm' | 'confirm-contact' | 'manage' | 'unsubscribe' | 'leave-list';
type Holder = {
  pageId: string;
  id: string;
  epoch: number;
  /** Told when a destination fails. */
  contactEmail?: string | null;
};

const paths: Record<Purpose, string> = {
  confirm: '/confirm/',
  'confirm-contact': '/confirm/',
  manage: '/subscriptions/',
  unsubscribe: '/u/',
  'leave-list': '/u/',
};

/**
 * The epoch invalidates older links, except for unsubscribing, which works from any old mail. A link
 * to confirm is for the contact that was given with it, and none that is given later.
 */
function partsOf(purpose: Purpose, holder: Holder): (string | number)[] {
  const { pageId, id, epoch, contactEmail } = holder;
  if (purpose === 'unsubscribe') return [pageId, id];
  const isConfirmation = purpose === 'confirm' || purpose === 'confirm-contact';
  return [pageId, id, epoch, ...(isConfirmation && contactEmail ? [contactEmail] : [])];
}

export async function tokenFor(signer: Signer, purpose: Purpose, holder: Holder): Promise<string> {
  return `${holder.id}.${await signer.sign(purpose, ...partsOf(purpose, holder))}`;
}

export async function linkFor(
  deps: { signer: Signer; baseUrl: string },
  purpose: Purpose,
  holder: Holder,
  /** Language of the page it opens; null for the reader's. */
  locale: Locale | null = null,
): Promise<string> {
  return `${deps.baseUrl}${locale ? `/${locale}` : ''}${paths[purpose]}${await tokenFor(deps.signer, purpose, holder)}`;
}

/** The subscriber id in a token, which is not verified yet. */
export const idIn = (token: string): string => token.split('.', 1)[0] ?? '';

export const isGenuine = (
  signer: Signer,
  purpose: Purpose,
  holder: Holder,
  token: string,
): Promise<boolean> =>
  signer.verify(token.slice(holder.id.length + 1), purpose, ...partsOf(purpose, holder));
