import type { IncidentRecord } from '../../../../db/incident/timeline.ts';
import type { Page } from '../../../../db/page/page.ts';
import { wordsIn } from '../../../../site/locales/words.ts';
import { readers } from '../../../domain/page/scope.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import type { NotifiedUpdate } from '../../port/channel.ts';

/** An update that says that it is a test, of an incident that is not stored. `now`: UTC ms. */
export function testEvent(
  page: Page,
  of: { incidentId: string; locale: Locale | null; now: number },
): NotifiedUpdate {
  const { incidentId: id, now } = of;
  const locale = of.locale ?? page.locale;
  const { say } = wordsIn(locale);
  const shared = { pageId: page.id, audience: readers, locale, translations: null } as const;
  const times = { createdAt: now, updatedAt: now };
  const update: NotifiedUpdate['update'] = {
    ...{ ...shared, ...times, id: `${id}-1`, incidentId: id, seq: 1, state: 'resolved' },
    ...{ body: say('deliveries.testBody'), nextUpdateBy: null, deliverNotifications: true },
    ...{ templateId: null, templateVersion: null, fields: null, notice: null, event: null },
    ...{ author: '', displayAt: now, correctedAt: null, changes: [] },
  };
  const incident: IncidentRecord = {
    ...{ ...shared, ...times, id, kind: 'incident', name: say('deliveries.testName') },
    ...{ state: 'resolved', impact: 'none', impactOverride: null, severity: null },
    ...{ pastSeverities: [], leadId: null, commanderId: null, startedAt: now, monitoringAt: null },
    ...{ resolvedAt: now, nextUpdateBy: null, scheduledFor: null, scheduledUntil: null },
    ...{ automation: null, zone: null, remindBefore: [], remindAfter: null, verifyBefore: null },
    ...{ seriesId: null, occurrenceAt: null, isException: false, metadata: {}, drill: false },
    ...{ revision: 1, componentIds: [], updates: [update] },
  };
  return { page, incident, update, correctedAt: null, components: [], supersededUpdates: [] };
}
