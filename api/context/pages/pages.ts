import type { ChatPerson } from '../../../db/chat/person.ts';
import type { Invitation } from '../../../db/team/invitation.ts';
import type { InvitationState } from '../../domain/account/invitation.ts';
import type { ChecklistStep } from '../../domain/page/checklist.ts';
import type { MirrorOutcome } from '../../mirror/mirror.ts';
import type { Mailer } from '../../notify/port/mailer.ts';
import type { OwnAccount } from '../../reads/account.ts';
import type { PageFigures } from '../../reads/figures.ts';
import type { OnCallNow } from '../../reads/on-call/schedules.ts';
import type { Overview } from '../../reads/overview.ts';
import type { AlertPages } from './alert.ts';
import type { ComponentPages } from './component.ts';
import type { DeliveryPages } from './delivery.ts';
import type { CheckedForm, Form } from './form.ts';
import type { IncidentPages } from './incident.ts';
import type { InternalPages } from './internal.ts';
import type { OnCallPages } from './on-call.ts';
import type { ReviewPages } from './review.ts';
import type { RunbookPages } from './runbook.ts';
import type { SettingsPages } from './settings.ts';
import type { SubscriberPages } from './subscriber.ts';

/** The props of each Astro page, by its path below site/pages. */
export type Pages = AlertPages &
  ComponentPages &
  DeliveryPages &
  IncidentPages &
  InternalPages &
  OnCallPages &
  ReviewPages &
  RunbookPages &
  SettingsPages &
  SubscriberPages & {
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
    '/admin/account/slack': Form<{ linked: ChatPerson[] }>;
    '/admin/account/two-factor': Form<{ isOn: boolean }>;
    '/admin/forgot-password': Form<{ isMailSetUp: boolean }>;
    /** `invitation` is null where no invitation has the token. */
    '/admin/invitation': Form<{
      token: string;
      pageName: string;
      zone: string;
      invitation: (Invitation & { hasAccount: boolean; state: InvitationState }) | null;
    }>;
    '/admin/insights': PageFigures & { part: number };
    /** `email` is null where the link is not valid any more. */
    '/admin/reset-password': Form<{ token: string; email: string | null }>;
    '/admin/sign-in/code': Form<{ next: string }>;
    /** `isOpen`: the token is valid. `pageName`: the existing page that gets an owner. */
    '/setup': CheckedForm<{ token: string; isOpen: boolean; pageName: string | null }>;
  };

export type PagePath = keyof Pages;

/** A page with its own props. */
export type PageArguments = { [Path in PagePath]: [page: Path, props: Pages[Path]] }[PagePath];
