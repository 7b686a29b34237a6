import { DAY } from '../time/time.ts';

export const INVITATION_LIFETIME = 7 * DAY;

export type InvitationState = 'open' | 'accepted' | 'withdrawn' | 'expired';

/** Instants in UTC ms. */
export function invitationState(
  invitation: { acceptedAt: number | null; withdrawnAt: number | null; expiresAt: number },
  now: number,
): InvitationState {
  if (invitation.acceptedAt !== null) return 'accepted';
  if (invitation.withdrawnAt !== null) return 'withdrawn';
  return invitation.expiresAt <= now ? 'expired' : 'open';
}
