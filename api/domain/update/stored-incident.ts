import type { Impact } from '../component/impact.ts';
import type { ComponentStatus } from '../component/status.ts';
import type { Audience, IncidentProgress, State } from '../incident/incident.ts';
import type { Plan } from '../maintenance/automatic.ts';
import type { UpdateEvent } from '../maintenance/notice.ts';
import type { Locale } from '../text/locale.ts';
import type { Languages, Translations } from '../text/translation.ts';
import type { UpdateInput } from './update.ts';

/** What of a stored incident or maintenance decides what an update makes of it. */
export type StoredIncident = IncidentProgress &
  Omit<Plan, 'remindBefore' | 'automation'> & {
    audience: Audience;
    name: string;
    locale: Locale | null;
    translations: Translations | null;
    nextUpdateBy: number | null;
    automation: Record<string, boolean> | null;
    remindBefore: number[];
    zone: string | null;
    seriesId: string | null;
    isException: boolean;
    leadId: string | null;
    metadata: Record<string, unknown>;
    componentIds: readonly string[];
    updates: readonly {
      seq: number;
      deliverNotifications: boolean;
      event: UpdateEvent | null;
      changes: readonly { componentId: string; newStatus: ComponentStatus }[];
    }[];
  };

/** The next update of an incident, or an edit of it: what is absent stays. Instants in UTC ms. */
export type ChangeInput = Pick<
  UpdateInput,
  'deliverNotifications' | 'templateId' | 'templateVersion' | 'fields'
> & {
  /** Makes an internal incident public. */
  audience?: Audience | undefined;
  name?: string | undefined;
  state?: State | undefined;
  body?: string | undefined;
  locale: Locale | null;
  translations: Languages;
  components?: Record<string, ComponentStatus> | undefined;
  /** Replaces the affected set. */
  componentIds?: string[] | undefined;
  impactOverride?: Impact | null | undefined;
  nextUpdateBy?: number | null | undefined;
  scheduledFor?: number | null | undefined;
  scheduledUntil?: number | null | undefined;
  automation?: Record<string, boolean> | null | undefined;
  zone?: string | null | undefined;
  remindBefore?: number[] | undefined;
  verifyBefore?: number | null | undefined;
  metadata?: Record<string, unknown> | undefined;
  /** When it began and ended, where the update tells it. */
  since: number | null;
  endedAt: number | null;
};
