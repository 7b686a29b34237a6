import type { Component } from '../../../db/component/component.ts';
import type { Draft, ListedDraft } from '../../../db/draft/draft.ts';
import type { HandoverRow } from '../../../db/handover/handover.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { Member } from '../../../db/team/account.ts';
import type { Note } from '../../domain/handover/note.ts';
import type { AudienceEstimate } from '../../preview/preview.ts';
import type { IncidentAccess } from '../../reads/incident/access.ts';
import type { Corrections } from '../../reads/incident/corrections.ts';
import type { DraftForm } from '../../reads/incident/draft-form.ts';
import type { IncidentPage } from '../../reads/incident/incident-page.ts';
import type { IncidentList } from '../../reads/incident/incidents.ts';
import type { PlannedMaintenance, PlanOptions } from '../../reads/incident/planned-maintenance.ts';
import type { RoomFacts } from '../../reads/incident/room-page.ts';
import type { UpdateFormOptions } from '../../reads/incident/update-form.ts';
import type { CheckedForm, Form } from './form.ts';

/** The form of an update, from its first letter to its publication. */
export type UpdateForm = CheckedForm<
  UpdateFormOptions &
    DraftForm & {
      /** Recipients of the update; absent while there is no text. */
      recipients?: AudienceEstimate | undefined;
    }
>;

/** Incidents, maintenance and drafts. */
export type IncidentPages = {
  '/admin/drafts/[id]': CheckedForm<{
    draft: Draft;
    /** The incident that it updates; null where it opens one. */
    record: IncidentRecord | null;
    members: Member[];
    components: Component[];
    /** Recipients of the update; absent while the draft has no text. */
    recipients?: AudienceEstimate | undefined;
  }>;
  '/admin/drafts/[id]/discard': { draft: Draft };
  '/admin/drafts/discard-untouched': { drafts: ListedDraft[] };
  '/admin/drafts/status': Form<DraftForm>;
  '/admin/incidents': IncidentList;
  '/admin/incidents/[id]': IncidentPage &
    (
      | (UpdateForm & { isWriting: true })
      /** `room` is null for maintenance. */
      | Form<{ isWriting: false; room: RoomFacts | null }>
    );
  '/admin/incidents/check': Omit<UpdateForm, keyof DraftForm> & {
    record: IncidentRecord | undefined;
  };
  '/admin/incidents/new': UpdateForm;
  '/admin/incidents/[id]/access': Form<IncidentAccess>;
  '/admin/incidents/[id]/delete': Form<{ record: IncidentRecord }>;
  '/admin/incidents/[id]/edit': CheckedForm<{ record: IncidentRecord; archived: Component[] }>;
  /** `people` can take it over; `roles` are held now. */
  '/admin/incidents/[id]/handover': Form<{
    record: IncidentRecord;
    note: Note;
    people: { id: string; name: string }[];
    roles: RoomFacts['roles'];
    handovers: HandoverRow[];
  }>;
  '/admin/incidents/[id]/handover/[handover]': Form<{
    record: IncidentRecord;
    handover: HandoverRow;
  }>;
  '/admin/incidents/[id]/severity': Form<{ record: IncidentRecord; members: Member[] }>;
  '/admin/incidents/[id]/updates/[update]': CheckedForm<
    Corrections & { record: IncidentRecord; update: IncidentRecord['updates'][number] }
  >;
  '/admin/maintenances': IncidentList;
  '/admin/maintenances/new': CheckedForm<DraftForm & PlanOptions>;
  '/admin/maintenances/[id]/cancel': CheckedForm<PlannedMaintenance>;
  '/admin/maintenances/[id]/edit': CheckedForm<PlannedMaintenance & PlanOptions>;
};
