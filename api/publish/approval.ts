import { preflightFacts } from '../../db/preflight.ts';
import type { Actor } from '../domain/role.ts';
import { ladderOf, needsApproval } from '../domain/severity.ts';
import { Problem } from '../problem.ts';
import type { Publisher } from './context.ts';

/** A second person has read what is published, as it is: who, and whose words they were. */
export type SecondPerson = { by: string; wrote: string };

type Approval = SecondPerson | { alone: string };

/** Why this may not go out on one person's word alone. */
class NeedsApproval extends Problem {
  constructor(severity: string) {
    super(
      'invalid',
      `Not published yet: at ${severity} a second person reads an update before it goes out. Ask for approval in the console; an owner may publish alone, with a reason (approval_override).`,
      { approvalOverride: 'Say why this cannot wait for a second person.' },
    );
  }
}

/**
 * Throws where the severity asks for a second person and none has read it; answers what the audit log
 * keeps. What the product itself says by the clock is held up by nobody.
 */
export async function assertApproved(
  on: Pick<Publisher, 'db'>,
  actor: Actor,
  pageId: string,
  severity: string | null,
  given: { approval?: SecondPerson | undefined; alone: string | null },
): Promise<{ approval?: Approval }> {
  if (severity === null || actor.kind === 'system') return {};
  const facts = await preflightFacts(on.db, pageId);
  if (!needsApproval(ladderOf(facts), severity)) return {};
  if (given.approval) return { approval: given.approval };
  if (!given.alone) throw new NeedsApproval(severity);
  if (actor.role !== 'owner')
    throw new Problem('invalid', 'Not published yet: only an owner may publish this alone.', {
      approvalOverride: 'Only an owner may publish this alone. Ask for approval instead.',
    });
  return { approval: { alone: given.alone } };
}
