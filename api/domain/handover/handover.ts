import type { ResponseRole } from '../room/response-role.ts';

/** Roles and reminders move with `accepted`, and only then. */
export type HandoverState = 'offered' | 'accepted' | 'declined' | 'withdrawn';

export const handoverAnswers = ['accept', 'decline', 'withdraw'] as const;
export type HandoverAnswer = (typeof handoverAnswers)[number];

export const stateAfterAnswer: Record<HandoverAnswer, HandoverState> = {
  accept: 'accepted',
  decline: 'declined',
  withdraw: 'withdrawn',
};

/** A role, and who had it when the hand-over was offered. */
export type MovingRole = { role: ResponseRole; userId: string };

/** Who may answer: the next person accepts or declines; anybody else on the team withdraws. */
export const mayAnswer = (
  { toId }: { toId: string },
  answer: HandoverAnswer,
  personId: string | null,
): boolean => (answer === 'withdraw' ? personId !== toId : personId === toId);

type Holders = Readonly<Record<ResponseRole, readonly { userId: string }[]>>;

/** Roles that these people have, those of `personId` first. */
export const rolesHeld = (holders: Holders, personId: string | null): MovingRole[] =>
  (Object.entries(holders) as [ResponseRole, Holders[ResponseRole]][]) // the keys are the roles
    .flatMap(([role, people]) => people.map(({ userId }) => ({ role, userId })))
    .sort((a, b) => Number(b.userId === personId) - Number(a.userId === personId));

/**
 * Who has each role once it moved: only where it is still with the person of the offer. A role of
 * several people loses that one and gains the next person.
 */
export function rolesAfterHandover(
  moving: readonly MovingRole[],
  holders: Holders,
  toId: string,
): Partial<Record<ResponseRole, string[]>> {
  const wanted: Partial<Record<ResponseRole, string[]>> = {};
  for (const { role, userId } of moving) {
    const now = wanted[role] ?? holders[role].map((one) => one.userId);
    if (!now.includes(userId)) continue;
    wanted[role] = [...new Set(now.map((id) => (id === userId ? toId : id)))];
  }
  return wanted;
}
