import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { App } from '../../context/context.ts';
import { Problem } from '../../core/problem.ts';
import { namedOnly } from '../../http/access/restricted.ts';
import { access, nowhere, ownPage } from './access.ts';
import { alerts } from './alert/alerts.ts';
import { alertRules } from './alert/rules.ts';
import { alertSources } from './alert/sources.ts';
import { conditional } from './answer/conditional.ts';
import { echoedKey, withinRate } from './answer/rate.ts';
import { changes, incidentChanges } from './change/changes.ts';
import { manageChecks } from './check/checks.ts';
import { manageComponents } from './components.ts';
import { manageDrills } from './drill/drills.ts';
import { businessHours } from './escalation/business-hours.ts';
import { escalationPolicies } from './escalation/policies.ts';
import { failure } from './failure.ts';
import { figures, figuresFile } from './figures/figures.ts';
import { groups } from './groups.ts';
import { roomHandover } from './handover/handover.ts';
import { shiftHandovers } from './handover/shifts.ts';
import { manageIncidents } from './incidents.ts';
import { logo } from './logo.ts';
import { manageMetrics, metricsProviders } from './metric/metrics.ts';
import { obligations } from './obligations.ts';
import { onCallFile } from './on-call/file.ts';
import { schedules } from './on-call/schedules.ts';
import { pages } from './pages.ts';
import { pageAccessUsers } from './people/page-access.ts';
import { team } from './people/users.ts';
import { postmortem } from './postmortem.ts';
import { actionItems } from './review/items.ts';
import { reviews } from './review/reviews.ts';
import { restrictedIncidents, roomAccess } from './room/access.ts';
import { roomAlerts } from './room/alerts.ts';
import { roomEscalate, roomEscalation } from './room/escalation.ts';
import { roomEvents } from './room/events.ts';
import { internalUpdates } from './room/internal-updates.ts';
import { roomNudges } from './room/nudges.ts';
import { roomChecklist, roomHypotheses, roomLinkRoutes, roomTimers } from './room/plan.ts';
import { roomAcknowledge, roomMilestones, roomRoles, roomTriage } from './room/response.ts';
import { roomDefaults } from './room/settings.ts';
import { readiness, runbooks } from './runbook/runbooks.ts';
import { incidentRunbooks } from './runbook/runs.ts';
import { severities } from './severities.ts';
import { incidentSubscribers } from './subscriber/incident-subscribers.ts';
import { manageSubscribers } from './subscriber/subscribers.ts';
import { manageTemplates } from './template/templates.ts';
import { updates } from './updates.ts';
import { manageVendors } from './upstream/vendors.ts';
import { uptimeRoutes } from './uptime/uptime.ts';

const BODY_BYTES = 256 * 1024;

/** Ours: what the team writes in the room of an incident, below its path. */
const roomParts = {
  events: roomEvents,
  roles: roomRoles,
  triage: roomTriage,
  milestones: roomMilestones,
  alerts: roomAlerts,
  internal_updates: internalUpdates,
  acknowledge: roomAcknowledge,
  escalate: roomEscalate,
  escalation: roomEscalation,
  checklist: roomChecklist,
  links: roomLinkRoutes,
  timers: roomTimers,
  hypotheses: roomHypotheses,
  nudges: roomNudges,
  changes: incidentChanges,
  runbooks: incidentRunbooks,
  handover: roomHandover,
};

/** The write API, compatible with Statuspage's manage API v1. */
export function manage(): Hono<App> {
  const app = new Hono<App>();
  const { prefetch: prefetchIncident, authenticated } = access();
  app.onError(failure);
  app.use('/pages/:page/incidents/:incident?', prefetchIncident);
  app.use(authenticated);
  app.use(withinRate);
  app.use(echoedKey);
  app.use(conditional);
  app.use('/pages/:page/*', ownPage);
  app.use(
    bodyLimit({
      maxSize: BODY_BYTES,
      onError: () => {
        throw new Problem('too_large', 'That’s over 256 KB. Shorten it and try again.');
      },
    }),
  );
  // Before the guard: owners name people for incidents that they cannot read.
  app.route('/pages/:page/incidents/:incident/access', roomAccess());
  app.use('/pages/:page/incidents/:incident', namedOnly('incident'));
  app.use('/pages/:page/incidents/:incident/*', namedOnly('incident'));
  app.route('/pages', pages());
  app.route('/pages/:page/logo', logo());
  app.route('/organizations/:organization', team());
  app.route('/pages/:page/components/:component/uptime', uptimeRoutes('component'));
  app.route('/pages/:page/components', manageComponents());
  app.route('/pages/:page/component-groups/:group/uptime', uptimeRoutes('group'));
  app.route('/pages/:page/component-groups', groups());
  app.route('/pages/:page/subscribers', manageSubscribers());
  app.route('/pages/:page/incident_templates', manageTemplates());
  app.route('/pages/:page/page_access_users', pageAccessUsers());
  app.route('/pages/:page/changes', changes());
  app.route('/pages/:page/alert_sources', alertSources());
  app.route('/pages/:page/alert_rules', alertRules());
  app.route('/pages/:page/alerts', alerts());
  app.route('/pages/:page/checks', manageChecks());
  app.route('/pages/:page/vendors', manageVendors());
  app.route('/pages/:page/metrics', manageMetrics());
  app.route('/pages/:page/metrics_providers', metricsProviders());
  app.route('/pages/:page/runbooks', runbooks());
  app.route('/pages/:page/drills', manageDrills());
  app.route('/pages/:page/readiness', readiness());
  app.route('/pages/:page/reviews', reviews());
  app.route('/pages/:page/action_items', actionItems());
  app.route('/pages/:page/obligations', obligations());
  app.route('/pages/:page/severities', severities());
  app.route('/pages/:page/room_settings', roomDefaults());
  app.route('/pages/:page/restricted_incidents', restrictedIncidents());
  app.route('/pages/:page/schedules', schedules());
  app.route('/pages/:page/shift_handovers', shiftHandovers());
  app.route('/pages/:page/on_call.yaml', onCallFile());
  app.route('/pages/:page/business_hours', businessHours());
  app.route('/pages/:page/escalation_policies', escalationPolicies());
  app.route('/pages/:page/figures', figures());
  app.route('/pages/:page/figures.csv', figuresFile());
  app.route('/pages/:page/incidents/:incident/incident_updates', updates());
  app.route('/pages/:page/incidents/:incident/postmortem', postmortem());
  app.route('/pages/:page/incidents/:incident/subscribers', incidentSubscribers());
  for (const [part, routes] of Object.entries(roomParts))
    app.route(`/pages/:page/incidents/:incident/${part}`, routes());
  app.route('/pages/:page/incidents', manageIncidents());
  app.all('*', nowhere);
  return app;
}
