import { requiresApproval } from '../../../../../api/domain/draft/approval.ts';
import { audienceChosen } from '../../../../../api/domain/page/visibility.ts';
import type { IncidentRecord } from '../../../../../db/incident/timeline.ts';
import type { Page } from '../../../../../db/page/page.ts';
import type { Typed } from '../typed.ts';

/** True when the update in the form needs a second person, with the severity as it is typed. */
export const formRequiresApproval = (
  typed: Typed,
  page: Page,
  record: IncidentRecord | undefined,
): boolean => {
  const severity = typed.value('severity') || null;
  return requiresApproval(page, {
    ...(record ?? { kind: 'incident', severity, pastSeverities: [] }),
    audience: audienceChosen(typed.value('visibility'), record?.audience),
  });
};
