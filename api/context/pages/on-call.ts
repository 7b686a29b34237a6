import type { PolicyRow } from '../../../db/escalation/policy.ts';
import type { StoredSchedule } from '../../../db/on-call/schedule.ts';
import type { OnCallImport } from '../../domain/on-call/import-plan.ts';
import type { RotationPreview } from '../../domain/on-call/preview.ts';
import type { Rotation } from '../../domain/on-call/schedule.ts';
import type { Shift } from '../../domain/on-call/shifts.ts';
import type { Finding } from '../../domain/preflight/index.ts';
import type { DrillList, ShownDrill } from '../../reads/drill/drills.ts';
import type { PagerDutySettings } from '../../reads/escalation/pagerduty.ts';
import type { PolicyList, PolicyOptions } from '../../reads/escalation/policies.ts';
import type { ShiftList, ShownShift } from '../../reads/handover/shifts.ts';
import type { OnCallOverview, ShownSchedule } from '../../reads/on-call/schedules.ts';
import type { Form } from './form.ts';

/** Schedules, escalation policies, shift hand-overs and drills. */
export type OnCallPages = {
  '/admin/on-call/drills': Form<
    DrillList & {
      people: { id: string; name: string }[];
      components: { id: string; name: string }[];
    }
  >;
  '/admin/on-call/handover': Form<ShiftList>;
  '/admin/on-call/handover/[id]': Form<ShownShift>;
  '/admin/on-call/drills/[id]': ShownDrill & { findings: Finding[] };
  /** `address`: the secret one of a calendar with one’s own shifts. */
  '/admin/on-call': Omit<OnCallOverview, 'feed'> & { address: string | null };
  /** `plan`: what the text in the form would change. */
  '/admin/on-call/import': Form<{ plan?: OnCallImport }>;
  '/admin/on-call/schedules/[id]': Omit<ShownSchedule, 'feed'> & { address: string | null };
  '/admin/on-call/schedules/[id]/archive': { schedule: StoredSchedule };
  '/admin/on-call/schedules/[id]/edit': Form<{ schedule: StoredSchedule }>;
  '/admin/on-call/schedules/[id]/override': Form<{
    schedule: StoredSchedule;
    /** The proposed time, and who is on call at its start. */
    from: number;
    until: number;
    onCall: Shift;
    members: { id: string; name: string }[];
  }>;
  '/admin/on-call/schedules/[id]/rotation': Form<{
    schedule: StoredSchedule;
    members: { id: string; name: string }[];
    rotationId: string | null;
    rotation: Rotation | null;
    preview: RotationPreview | null;
  }>;
  '/admin/on-call/schedules/new': Form;
  '/admin/on-call/escalation': PolicyList;
  '/admin/on-call/escalation/[id]': Form<{ policy: PolicyRow; options: PolicyOptions }>;
  '/admin/on-call/escalation/[id]/delete': { policy: PolicyRow };
  '/admin/on-call/escalation/pagerduty': Form<{ settings: PagerDutySettings }>;
  '/admin/on-call/escalation/new': Form<{ options: PolicyOptions }>;
};
