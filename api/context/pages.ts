import type { Component } from '../../db/component/component.ts';
import type { ComponentUse } from '../../db/component/uses.ts';
import type { StoredMail } from '../../db/delivery/mailbox.ts';
import type { Draft } from '../../db/draft/draft.ts';
import type { PolicyRow } from '../../db/escalation/policy.ts';
import type { FigureSettings } from '../../db/figures/settings.ts';
import type { HandoverRow } from '../../db/handover/handover.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import type { Viewer } from '../../db/internal/viewer.ts';
import type { StoredSchedule } from '../../db/on-call/schedule.ts';
import type { Page } from '../../db/page/page.ts';
import type { RoomSettingsRow } from '../../db/room/plan.ts';
import type { Runbook } from '../../db/runbook/runbook.ts';
import type { ApiToken, Member } from '../../db/team/account.ts';
import type { Invitation, OpenInvitation } from '../../db/team/invitation.ts';
import type { Template } from '../../db/template/template.ts';
import type { ImportPlan } from '../actions/template/import.ts';
import type { InvitationState } from '../domain/account/invitation.ts';
import type { ListPlan } from '../domain/component/list-plan.ts';
import type { Note } from '../domain/handover/note.ts';
import type { OnCallImport } from '../domain/on-call/import-plan.ts';
import type { RotationPreview } from '../domain/on-call/preview.ts';
import type { Rotation } from '../domain/on-call/schedule.ts';
import type { Shift } from '../domain/on-call/shifts.ts';
import type { ChecklistStep } from '../domain/page/checklist.ts';
import type { DnsRecord } from '../domain/page/custom-domain.ts';
import type { DomainCheck } from '../domain/page/domain-check.ts';
import type { Finding } from '../domain/preflight/index.ts';
import type { InternalAudience } from '../domain/room/internal-update.ts';
import type { RunbookImport } from '../domain/runbook/import-plan.ts';
import type { Locale } from '../domain/text/locale.ts';
import type { MirrorOutcome } from '../mirror/mirror.ts';
import type { Mailer } from '../notify/port/mailer.ts';
import type { AudienceEstimate } from '../preview/preview.ts';
import type { OwnAccount } from '../reads/account.ts';
import type { AuditLog } from '../reads/audit-log.ts';
import type { ChangeSettings } from '../reads/change/changes.ts';
import type { ComponentList, RecordedHistory } from '../reads/components.ts';
import type { DrillList, ShownDrill } from '../reads/drill/drills.ts';
import type { PolicyList, PolicyOptions } from '../reads/escalation/policies.ts';
import type { PageFigures } from '../reads/figures.ts';
import type { ShiftList, ShownShift } from '../reads/handover/shifts.ts';
import type { IncidentAccess, RestrictedIncidents } from '../reads/incident/access.ts';
import type { Corrections } from '../reads/incident/corrections.ts';
import type { DraftForm } from '../reads/incident/draft-form.ts';
import type { IncidentPage } from '../reads/incident/incident-page.ts';
import type { IncidentList } from '../reads/incident/incidents.ts';
import type { PlannedMaintenance, PlanOptions } from '../reads/incident/planned-maintenance.ts';
import type { RoomFacts } from '../reads/incident/room-page.ts';
import type { UpdateFormOptions } from '../reads/incident/update-form.ts';
import type { InternalIncidentView, InternalPageView } from '../reads/internal/page.ts';
import type { FailedMail, MailOverview } from '../reads/mail.ts';
import type { MailTest } from '../reads/mail-test.ts';
import type { OnCallNow, OnCallOverview, ShownSchedule } from '../reads/on-call/schedules.ts';
import type { Overview } from '../reads/overview.ts';
import type {
  ReadinessList,
  RunbookHistory,
  RunbookLibrary,
  ShownRun,
  ShownRunbook,
} from '../reads/runbook/library.ts';
import type { TemplateList, TemplateVersions } from '../reads/templates.ts';
import type { Form } from './refused-form.ts';
import type { ReviewPages } from './review-pages.ts';
import type { SubscriberPages } from './subscriber-pages.ts';

/** A form whose texts are checked by preflight. */
export type CheckedForm<Props = object> = Form<Props & { findings?: Finding[] }>;

/** The form of an update, from its first letter to its publication. */
export type UpdateForm = CheckedForm<
  UpdateFormOptions &
    DraftForm & {
      /** Recipients of the update; absent while there is no text. */
      recipients?: AudienceEstimate | undefined;
    }
>;

/** Pages for people inside are in the reader's language. */
type LocalizedPage = { page: Page; locale: Locale };

/** Every page for people who are signed in has these. */
type InternalLocals = LocalizedPage & {
  reader: { name: string; personId: string | null };
  now: number;
};

type MemberForm = Form<{ person: Member }>;

type PagesOfNouns = ReviewPages & SubscriberPages;

/** The props of each Astro page, by its path below site/pages. */
export type Pages = PagesOfNouns & {
  '/admin': Overview & {
    /** Outcome of the last push to the mirror; absent without a mirror. */
    mirror?: MirrorOutcome | undefined;
    onCall: OnCallNow[];
    /** Problems with the address of visitors. */
    proxyWarnings: string[];
    /** Set while no test mail was sent. */
    wantsMailTest?: { transport: Mailer['name'] } | undefined;
    /** What to do after set-up; null where nothing is left, or nobody wants it. */
    checklist: ChecklistStep[] | null;
  };
  '/admin/account': Form<OwnAccount & { isSubscribedToSummary: boolean }>;
  '/admin/account/two-factor': Form<{ isOn: boolean }>;
  '/admin/components': Form<ComponentList>;
  '/admin/components/[id]': CheckedForm<{ component: Component; groups: Component[] }>;
  '/admin/components/[id]/archive': { component: Component; uses: ComponentUse[] };
  '/admin/components/[id]/history': CheckedForm<RecordedHistory & { component: Component }>;
  '/admin/components/new': CheckedForm<{ groups: Component[] }>;
  /** `plan`: what the list in the form would add. */
  '/admin/components/paste': CheckedForm<{ plan?: ListPlan }>;
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
  '/admin/forgot-password': Form<{ isMailSetUp: boolean }>;
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
  /** `invitation` is null where no invitation has the token. */
  '/admin/invitation': Form<{
    token: string;
    pageName: string;
    zone: string;
    invitation: (Invitation & { hasAccount: boolean; state: InvitationState }) | null;
  }>;
  '/admin/insights': PageFigures & { part: number };
  '/admin/maintenances': IncidentList;
  '/admin/maintenances/new': CheckedForm<DraftForm & PlanOptions>;
  '/admin/maintenances/[id]/cancel': CheckedForm<PlannedMaintenance>;
  '/admin/maintenances/[id]/edit': CheckedForm<PlannedMaintenance & PlanOptions>;
  '/admin/settings/internal': Form<{ viewers: Viewer[]; restricted: RestrictedIncidents }>;
  '/admin/mail': MailOverview;
  '/admin/mail/[id]': { mail: StoredMail };
  '/admin/mail/notifications/[id]': FailedMail;
  '/admin/mail/test': Form<MailTest>;
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
  /** `email` is null where the link is not valid any more. */
  '/admin/reset-password': Form<{ token: string; email: string | null }>;
  '/admin/runbooks': RunbookLibrary;
  '/admin/runbooks/[id]': ShownRunbook;
  '/admin/runbooks/[id]/archive': { runbook: Runbook };
  '/admin/runbooks/[id]/edit': Form<{ runbook: Runbook; components: Component[] }>;
  '/admin/runbooks/[id]/runs/[run]': Form<ShownRun>;
  '/admin/runbooks/[id]/versions': RunbookHistory;
  '/admin/runbooks/import': Form<{ plan?: RunbookImport }>;
  /** `chosen`: the component that the address names. */
  '/admin/runbooks/new': Form<{ components: Component[]; chosen: string }>;
  '/admin/runbooks/readiness': ReadinessList;
  '/admin/settings/changes': Form<ChangeSettings & { address: string }>;
  '/admin/settings/checks': Form;
  '/admin/settings/audit-log': AuditLog;
  '/admin/settings/domain': Form<{
    baseUrl: string;
    hasBaseUrl: boolean;
    hasOwnAddress: boolean;
    /** As typed, and the host name in it; null without one. */
    typed: string | undefined;
    host: string | null;
    wrong: string | undefined;
    record: DnsRecord | null;
    /** What DNS says, once somebody asked. */
    check?: DomainCheck | undefined;
  }>;
  '/admin/settings/email': Form<
    Pick<MailTest, 'last' | 'transport' | 'from'> & { replyTo: string | undefined }
  >;
  '/admin/settings/general': CheckedForm;
  '/admin/settings/languages': Form;
  '/admin/settings/appearance': CheckedForm;
  '/admin/settings/members': Form<{
    members: Member[];
    invitations: OpenInvitation[];
    /** False: the owner hands the links of invitations over. */
    isMailSetUp: boolean;
  }>;
  '/admin/settings/members/[id]': MemberForm;
  '/admin/settings/members/[id]/password': MemberForm;
  '/admin/settings/members/[id]/remove': MemberForm;
  '/admin/settings/members/[id]/two-factor': MemberForm;
  '/admin/settings/reminders': Form<{ members: Member[] }>;
  /** `stored` is null for a page that has the standard links and checklists. */
  '/admin/settings/rooms': Form<{ stored: RoomSettingsRow | null }>;
  '/admin/on-call/escalation': PolicyList;
  '/admin/on-call/escalation/[id]': Form<{ policy: PolicyRow; options: PolicyOptions }>;
  '/admin/on-call/escalation/[id]/delete': { policy: PolicyRow };
  '/admin/on-call/escalation/new': Form<{ options: PolicyOptions }>;
  '/admin/settings/business-hours': Form;
  '/admin/settings/severity': Form;
  /** `stored` is null for a page that has the standard targets. */
  '/admin/settings/targets': Form<{ stored: FigureSettings | null }>;
  '/admin/settings/templates': TemplateList;
  '/admin/settings/templates/[id]': Form<{ template: Template; components: Component[] }>;
  '/admin/settings/templates/[id]/archive': { template: Template };
  '/admin/settings/templates/[id]/versions': TemplateVersions;
  '/admin/settings/templates/import': Form<{ importPlan?: ImportPlan }>;
  '/admin/settings/templates/new': Form<{ components: Component[] }>;
  '/admin/settings/templates/sample': Form;
  '/admin/settings/tokens': Form<{ tokens: ApiToken[] }>;
  '/admin/settings/tokens/[id]/revoke': { token: ApiToken };
  '/admin/sign-in/code': Form<{ next: string }>;
  '/internal': InternalPageView & InternalLocals;
  '/internal/incidents/[id]': InternalIncidentView &
    InternalLocals & { audience: InternalAudience | null };
  '/internal/problem': LocalizedPage & { message: string };
  '/internal/sign-in': Form<LocalizedPage & { isSent: boolean }>;
  '/internal/sign-in/link': LocalizedPage & { token: string; isOpen: boolean };
  /** `found` is null where the link is not genuine, or was used just now. */
  '/internal/unsubscribe/[token]': LocalizedPage & {
    found: { isActive: boolean } | null;
    isDone: boolean;
  };
  /** `isOpen`: the token is valid. `pageName`: the existing page that gets an owner. */
  '/setup': CheckedForm<{ token: string; isOpen: boolean; pageName: string | null }>;
};

export type PagePath = keyof Pages;

/** A page with its own props. */
export type PageArguments = { [Path in PagePath]: [page: Path, props: Pages[Path]] }[PagePath];
