import type { Component } from '../../../db/component/component.ts';
import type { FigureSettings } from '../../../db/figures/settings.ts';
import type { Viewer } from '../../../db/internal/viewer.ts';
import type { SourceImport } from '../../../db/page/source-import.ts';
import type { RoomSettingsRow } from '../../../db/room/plan.ts';
import type { ApiToken, Member } from '../../../db/team/account.ts';
import type { OpenInvitation } from '../../../db/team/invitation.ts';
import type { Template } from '../../../db/template/template.ts';
import type { ImportPlan } from '../../actions/template/import.ts';
import type { DnsRecord } from '../../domain/page/custom-domain.ts';
import type { DomainCheck } from '../../domain/page/domain-check.ts';
import type { AuditLog } from '../../reads/audit-log.ts';
import type { ChangeSettings } from '../../reads/change/changes.ts';
import type { ChatCommandSettings } from '../../reads/chat/commands.ts';
import type { ChatSettings } from '../../reads/chat-settings.ts';
import type { RestrictedIncidents } from '../../reads/incident/access.ts';
import type { MailTest } from '../../reads/mail-test.ts';
import type { MetricList, MetricRow } from '../../reads/metric/metrics.ts';
import type { TemplateList, TemplateVersions } from '../../reads/templates.ts';
import type { CheckedForm, Form } from './form.ts';

type MemberForm = Form<{ person: Member }>;

/** The settings. */
export type SettingsPages = {
  '/admin/settings/internal': Form<{ viewers: Viewer[]; restricted: RestrictedIncidents }>;
  /** `kind` and `place` of an import that failed, to try again. */
  '/admin/settings/import': Form<{ kind: string; place: string }>;
  '/admin/settings/import/[id]': { found: SourceImport; isStuck: boolean };
  '/admin/settings/chat': Form<ChatSettings>;
  /** `rights`: what the token of each workspace lacks, once somebody asked. */
  '/admin/settings/chat/commands': Form<
    ChatCommandSettings & {
      rights:
        | { name: string; wrong: string | null; missing: { scope: string; what: string }[] }[]
        | null;
    }
  >;
  '/admin/settings/changes': Form<ChangeSettings & { address: string }>;
  '/admin/settings/checks': Form;
  '/admin/settings/metrics': Form<MetricList>;
  '/admin/settings/metrics/[id]': Form<{ metric: MetricRow; address: string }>;
  '/admin/settings/metrics/[id]/delete': { metric: MetricRow };
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
  '/admin/settings/tokens/[id]/rotate': Form<{ token: ApiToken }>;
};
