import { preflightFacts } from '../../../../db/page/preflight.ts';
import { Problem } from '../../../core/problem.ts';
import { type Graded, requiresApproval } from '../../../domain/draft/approval.ts';
import type { Audience } from '../../../domain/incident/incident.ts';
import { readers } from '../../../domain/page/scope.ts';
import type { Finding } from '../../../domain/preflight/index.ts';
import { can } from '../../../domain/response/permissions.ts';
import type { Actor } from '../../../domain/response/role.ts';
import type { Publisher } from '../../commit.ts';

/** The person who approved, and the writers whose text it was. */
export type SecondPerson = { by: string; wrote: string; writers: string[]; asked: string | null };

type Approval = SecondPerson | { alone: string };

/** The update needs a second person. */
class NeedsApproval extends Problem {
  constructor(severity: string | null, findings: Finding[] | undefined) {
    const when = severity === null ? 'without a severity' : `at ${severity}`;
    super(
      'invalid',
      `Not published. Updates ${when} require approval. Request approval in the console; an owner may publish without it, with a reason (approval_override).`,
      { approvalOverride: 'Give a reason for publishing without approval.' },
      { findings },
    );
  }
}

/**
 * Throws when the severity of one of these requires approval and nobody has approved. Returns what
 * the audit log records. Updates that the product itself writes on schedule need no approval.
 */
export async function assertApproved(
  deps: Pick<Publisher, 'db'>,
  actor: Actor,
  pageId: string,
  incidents: readonly (Graded & { audience?: Audience })[],
  given: {
    approval?: SecondPerson | undefined;
    override: string | null;
    /** What preflight found, for the form that is drawn again. */
    findings?: Finding[] | undefined;
  },
): Promise<{ approval?: Approval }> {
  const graded = incidents.filter(({ audience }) => audience === undefined || audience === readers);
  if (actor.kind === 'system' || graded.length === 0) return {};
  const facts = await preflightFacts(deps.db, pageId);
  const asking = graded.find((incident) => requiresApproval(facts, incident));
  if (!asking) return {};
  if (given.approval) return { approval: given.approval };
  if (!given.override) throw new NeedsApproval(asking.severity, given.findings);
  if (!can(actor, 'approval.override', { id: pageId }))
    throw new Problem(
      'invalid',
      'Not published. Only an owner can publish this without approval.',
      {
        approvalOverride:
          'Only an owner can publish this without approval. Request approval instead.',
      },
      { findings: given.findings },
    );
  return { approval: { alone: given.override } };
}
