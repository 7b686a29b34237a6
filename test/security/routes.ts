/**
 * The permission that each route asks for. `link`: a secret in the address, in the form or as a
 * signature decides, whoever sends it; here nobody has one, and nothing may change.
 */
const table = {
  everyone: `
    GET /  GET /badges  GET /embed  GET /api/docs  GET /history
    GET /history/:month{[0-9]{4}-(?:0[1-9]|1[0-2])}
    GET /history/:month{[0-9]{4}-(?:0[1-9]|1[0-2])}/:part{[2-9]|[1-9][0-9]{1,3}}
    GET /incidents/:id{[a-z0-9]{12}}
    GET /logo/:file{[0-9a-f]{32}\\.(?:png|jpg|webp|gif|svg)}
    GET /favicon.svg  GET /favicon.ico  GET /apple-touch-icon.png
    GET /robots.txt  GET /sitemap.xml  GET /picture.png  GET /pictures/operational.png
    GET /pictures/under_maintenance.png  GET /pictures/degraded_performance.png
    GET /pictures/partial_outage.png  GET /pictures/major_outage.png  GET /incidents/:id/picture.png
    GET /history.rss  GET /history.atom  GET /history.json  GET /maintenance.ics
    GET /updates.rss  GET /updates.atom  GET /updates.json
    GET /components/:id/updates.rss  GET /components/:id/updates.atom  GET /components/:id/updates.json
    GET /incidents/:id/updates.rss  GET /incidents/:id/updates.atom  GET /incidents/:id/updates.json
    GET /incidents/:file{[^/]+\\.ics}  GET /incidents/:file{[^/]+\\.json}
    GET /badge.svg  GET /badge.json  GET /components/:id/badge.svg  GET /components/:id/badge.json
    GET /api/v2/summary.json  GET /api/v2/status.json  GET /api/v2/components.json
    GET /api/v2/incidents.json  GET /api/v2/incidents/unresolved.json
    GET /api/v2/scheduled-maintenances.json  GET /api/v2/scheduled-maintenances/upcoming.json
    GET /api/v2/scheduled-maintenances/active.json  GET /api/v2/*
    GET /api/allclear/now.json  GET /api/allclear/incidents.json  GET /api/allclear/*
    GET /api/openapi.json  GET /days.js  GET /subscribe.js  GET /pick-list.js
    GET /embed/script.js  GET /embed/status.js  GET /embed/frame
    GET /healthz  GET /readyz
    GET /uptime  GET /uptime.csv  GET /components/:id{[a-z0-9]{12}}  GET /api/allclear/uptime.json
    GET /uptime/:period{[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?}
    GET /uptime/:file{[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?\\.csv}
    GET /api/allclear/uptime/:file{[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?\\.json}
    GET /system-metrics  GET /system-metrics/week  GET /system-metrics/month  GET /system-metrics/year
    GET /system-metrics/:file{[a-z0-9]{12}(?:-dark)?\\.svg}
    GET /subscribe  GET /subscribe/sent  POST /subscribe  POST /language
    GET /subscribe/:way{webhook|slack|teams|discord|feeds|calendar}
    GET /subscribe/sent/:channel{webhook|slack|teams|discord}
    POST /subscribe/:channel{webhook|slack|teams|discord}
    GET /incidents/:id{[a-z0-9]{12}}/subscribe
    GET /incidents/:id{[a-z0-9]{12}}/subscribe/:way{webhook|slack|teams|discord|feeds|calendar}
    GET /internal/sign-in  POST /internal/sign-out
    GET /admin/sign-in  POST /admin/sign-out`,
  link: `
    POST /u/:token  GET /u/:token  GET /confirm/:token  POST /confirm/:token
    GET /subscriptions/:token  POST /subscriptions/:token
    GET /subscriptions/:token/data  POST /subscriptions/:token/erase
    GET /subscriptions/:token/deliveries  GET /subscriptions/:token/deliveries/:id/payload
    POST /subscriptions/:token/deliveries/test  POST /subscriptions/:token/deliveries/secret
    POST /subscriptions/:token/deliveries/:id/again
    GET /setup  POST /setup  POST /hooks/resend  POST /hooks/bounce  POST /hooks/github
    POST /hooks/slack
    POST /hooks/alerts/:token  PUT /hooks/alerts/:token
    POST /hooks/checks/:token  PUT /hooks/checks/:token
    POST /hooks/checks/:token/fail  PUT /hooks/checks/:token/fail
    POST /internal/sign-in  GET /internal/sign-in/link  POST /internal/sign-in/link
    GET /internal/unsubscribe/:token  POST /internal/unsubscribe/:token
    POST /admin/sign-in  GET /admin/sign-in/code  POST /admin/sign-in/code
    GET /on-call/:file{[a-z0-9]{12}\\.[\\w-]+\\.ics}
    GET /admin/invitation  POST /admin/invitation
    GET /admin/forgot-password  POST /admin/forgot-password
    GET /admin/reset-password  POST /admin/reset-password`,
  'internal.read': `
    GET /internal  GET /internal/incidents/:id{[a-z0-9]{12}}  POST /internal/subscription`,
  'page.read': `
    GET /admin/alerts  GET /admin/alerts/:id  GET /admin/alerts/groups/:group  GET /admin/alerts/checks
    GET /admin  GET /admin/incidents  GET /admin/incidents/:id  GET /admin/maintenances
    GET /admin/incidents/:id/handover/:handover
    GET /admin/insights  GET /admin/insights/export
    GET /admin/incidents/:id/room  GET /admin/incidents/:id/room/:form
    GET /admin/on-call/handover  GET /admin/on-call/handover/:id
    GET /admin/on-call/drills  GET /admin/on-call/drills/:id
    GET /admin/components  GET /admin/mail  GET /admin/palette
    GET /admin/runbooks  GET /admin/runbooks/readiness  GET /admin/runbooks/export
    GET /admin/runbooks/:id  GET /admin/runbooks/:id/export  GET /admin/runbooks/:id/versions
    GET /admin/runbooks/:id/runs/:run
    GET /admin/on-call  GET /admin/on-call/escalation  GET /admin/on-call/schedules/:id
    GET /admin/reviews  GET /admin/reviews/:id  GET /admin/reviews/:id/export
    GET /admin/reviews/:id/versions
    GET /admin/reviews/action-items  GET /admin/on-call/export`,
  'account.edit': `
    GET /admin/account  POST /admin/account
    GET /admin/account/slack  POST /admin/account/slack
    GET /admin/account/two-factor  POST /admin/account/two-factor
    POST /admin/account/two-factor/confirm
    POST /admin/on-call/calendar
    POST /admin/account/monthly-summary
    POST /admin/account/sessions/end-others  POST /admin/account/sessions/:id/end`,
  'api.read': `
    GET /v1/pages  GET /v1/pages/:page
    GET /v1/pages/:page/components  GET /v1/pages/:page/components/:component
    GET /v1/pages/:page/components/:component/uptime  GET /v1/pages/:page/component-groups/:group/uptime
    GET /v1/pages/:page/incident_templates  GET /v1/pages/:page/incident_templates/:template
    GET /v1/pages/:page/incidents/:incident/postmortem
    GET /v1/pages/:page/component-groups  GET /v1/pages/:page/component-groups/:group
    GET /v1/pages/:page/incidents  GET /v1/pages/:page/incidents/unresolved
    GET /v1/pages/:page/incidents/scheduled  GET /v1/pages/:page/incidents/upcoming
    GET /v1/pages/:page/incidents/active_maintenance  GET /v1/pages/:page/incidents/:incident
    GET /v1/pages/:page/incidents/:incident/events
    GET /v1/pages/:page/incidents/:incident/roles
    GET /v1/pages/:page/incidents/:incident/triage
    GET /v1/pages/:page/incidents/:incident/alerts
    GET /v1/pages/:page/incidents/:incident/milestones
    GET /v1/pages/:page/incidents/:incident/internal_updates
    GET /v1/pages/:page/incidents/:incident/checklist  GET /v1/pages/:page/incidents/:incident/links
    GET /v1/pages/:page/incidents/:incident/timers  GET /v1/pages/:page/incidents/:incident/hypotheses
    GET /v1/pages/:page/incidents/:incident/acknowledge
    GET /v1/pages/:page/incidents/:incident/handover
    GET /v1/pages/:page/incidents/:incident/handover/:handover
    GET /v1/pages/:page/schedules  GET /v1/pages/:page/schedules/:schedule
    GET /v1/pages/:page/schedules/:schedule/on_call
    GET /v1/pages/:page/schedules/:schedule/shifts
    GET /v1/pages/:page/schedules/:schedule/overrides
    GET /v1/pages/:page/obligations  GET /v1/pages/:page/severities
    GET /v1/pages/:page/room_settings  GET /v1/pages/:page/incidents/:incident/nudges
    GET /v1/pages/:page/business_hours  GET /v1/pages/:page/incidents/:incident/escalation
    GET /v1/pages/:page/escalation_policies  GET /v1/pages/:page/escalation_policies/:policy
    GET /v1/pages/:page/figures  GET /v1/pages/:page/figures.csv
    GET /v1/pages/:page/incidents/:incident/changes  GET /v1/pages/:page/incidents/:incident/runbooks
    GET /v1/pages/:page/shift_handovers  GET /v1/pages/:page/shift_handovers/:shift
    GET /v1/pages/:page/on_call.yaml
    GET /v1/pages/:page/drills  GET /v1/pages/:page/drills/:drill
    GET /v1/pages/:page/alert_sources  GET /v1/pages/:page/alert_sources/:source
    GET /v1/pages/:page/alert_rules  GET /v1/pages/:page/alert_rules/:rule
    GET /v1/pages/:page/alert_rules/:rule/replay
    GET /v1/pages/:page/metrics  GET /v1/pages/:page/metrics/:metric
    GET /v1/pages/:page/metrics_providers  GET /v1/pages/:page/metrics_providers/:provider
    GET /v1/pages/:page/metrics_providers/:provider/metrics
    GET /v1/pages/:page/checks  GET /v1/pages/:page/checks/:check
    GET /v1/pages/:page/vendors  GET /v1/pages/:page/vendors/:component
    GET /v1/pages/:page/checks/:check/results  GET /v1/pages/:page/checks/:check/days
    GET /v1/pages/:page/alerts  GET /v1/pages/:page/alerts/refused  GET /v1/pages/:page/alerts/:alert
    GET /v1/pages/:page/changes  GET /v1/pages/:page/readiness
    GET /v1/pages/:page/runbooks  GET /v1/pages/:page/runbooks/:runbook
    GET /v1/pages/:page/runbooks/:runbook/versions
    GET /v1/pages/:page/runbooks/:runbook/runs  GET /v1/pages/:page/runbooks/:runbook/runs/:run
    GET /v1/pages/:page/reviews  GET /v1/pages/:page/reviews/:review
    GET /v1/pages/:page/reviews/:review/markdown
    GET /v1/pages/:page/action_items  GET /v1/pages/:page/action_items/:item`,
  'metrics.read': `GET /metrics`,
  'draft.edit': `
    POST /admin/incidents/compose  POST /admin/incidents/preview/:view
    GET /admin/drafts/:id  POST /admin/drafts/:id  POST /admin/drafts/:id/here
    GET /admin/drafts/:id/discard  POST /admin/drafts/:id/discard
    GET /admin/drafts/discard-untouched  POST /admin/drafts/discard-untouched
    POST /admin/reviews/:id/public`,
  'incident.publish': `
    GET /admin/incidents/new  POST /admin/incidents/new  POST /admin/incidents/:id
    POST /admin/drafts/:id/cancel
    POST /v1/pages/:page/incidents  PATCH /v1/pages/:page/incidents/:incident
    PUT /v1/pages/:page/incidents/:incident
    PUT /v1/pages/:page/incidents/:incident/postmortem/publish
    PUT /v1/pages/:page/incidents/:incident/postmortem/revert`,
  'incident.edit': `
    GET /admin/incidents/:id/edit  POST /admin/incidents/:id/edit
    GET /admin/incidents/:id/severity  POST /admin/incidents/:id/severity`,
  'incident.respond': `
    POST /admin/alerts/:id/acknowledge  POST /v1/pages/:page/alerts/:alert/acknowledge
    POST /admin/incidents/:id/room/events  POST /admin/incidents/:id/room/events/:event
    POST /admin/incidents/:id/room/roles  POST /admin/incidents/:id/room/triage
    POST /admin/incidents/:id/room/links  POST /admin/incidents/:id/room/phase
    POST /admin/incidents/:id/room/checklist  POST /admin/incidents/:id/room/contain
    POST /admin/incidents/:id/room/milestones
    POST /admin/incidents/:id/room/mitigation  POST /admin/incidents/:id/room/nudge
    POST /admin/incidents/:id/room/timers  POST /admin/incidents/:id/room/timers/:one
    POST /admin/incidents/:id/room/hypotheses  POST /admin/incidents/:id/room/hypotheses/:one
    POST /admin/incidents/:id/room/internal-updates  POST /admin/incidents/:id/room/acknowledge
    POST /admin/incidents/:id/room/escalate  POST /admin/incidents/:id/room/business-impact
    POST /v1/pages/:page/incidents/:incident/escalate
    PATCH /v1/pages/:page/incidents/:incident/escalation
    PUT /v1/pages/:page/incidents/:incident/escalation
    POST /v1/pages/:page/incidents/:incident/events
    POST /v1/pages/:page/incidents/:incident/nudges/:nudge/dismiss
    PATCH /v1/pages/:page/incidents/:incident/events/:event
    PUT /v1/pages/:page/incidents/:incident/events/:event
    PATCH /v1/pages/:page/incidents/:incident/roles  PUT /v1/pages/:page/incidents/:incident/roles
    PATCH /v1/pages/:page/incidents/:incident/triage  PUT /v1/pages/:page/incidents/:incident/triage
    POST /v1/pages/:page/incidents/:incident/milestones
    PATCH /v1/pages/:page/incidents/:incident/checklist  PUT /v1/pages/:page/incidents/:incident/checklist
    PATCH /v1/pages/:page/incidents/:incident/links  PUT /v1/pages/:page/incidents/:incident/links
    POST /v1/pages/:page/incidents/:incident/timers  PATCH /v1/pages/:page/incidents/:incident/timers/:timer
    PUT /v1/pages/:page/incidents/:incident/timers/:timer  POST /v1/pages/:page/incidents/:incident/hypotheses
    PATCH /v1/pages/:page/incidents/:incident/hypotheses/:hypothesis
    PUT /v1/pages/:page/incidents/:incident/hypotheses/:hypothesis
    POST /v1/pages/:page/incidents/:incident/internal_updates  POST /v1/pages/:page/incidents/:incident/acknowledge
    POST /admin/on-call/handover/notes  POST /admin/on-call/handover/:id/accept
    POST /admin/on-call/handover/:id/check-in
    POST /admin/on-call/drills  POST /admin/on-call/drills/:id/end
    POST /v1/pages/:page/shift_handovers  PATCH /v1/pages/:page/shift_handovers/:shift
    PUT /v1/pages/:page/shift_handovers/:shift
    POST /v1/pages/:page/shift_handovers/:shift/check_in
    PUT /v1/pages/:page/shift_handovers/:shift/check_in
    POST /v1/pages/:page/drills  PATCH /v1/pages/:page/drills/:drill
    PUT /v1/pages/:page/drills/:drill
    GET /admin/incidents/:id/handover  POST /admin/incidents/:id/handover
    POST /admin/incidents/:id/handover/:handover
    POST /v1/pages/:page/incidents/:incident/handover
    PATCH /v1/pages/:page/incidents/:incident/handover/:handover
    PUT /v1/pages/:page/incidents/:incident/handover/:handover
    POST /admin/incidents/:id/changes/:change  POST /admin/runbooks/:id/runs
    POST /admin/runbooks/:id/runs/:run  POST /admin/runbooks/:id/runs/:run/steps
    PUT /v1/pages/:page/incidents/:incident/changes/:change/suspect
    DELETE /v1/pages/:page/incidents/:incident/changes/:change/suspect
    POST /v1/pages/:page/runbooks/:runbook/runs
    PATCH /v1/pages/:page/runbooks/:runbook/runs/:run  PUT /v1/pages/:page/runbooks/:runbook/runs/:run`,
  'change.report': `POST /v1/pages/:page/changes`,
  'alert.edit': `
    GET /admin/alerts/sources  POST /admin/alerts/sources  GET /admin/alerts/sources/:id
    POST /admin/alerts/sources/:id  POST /admin/alerts/sources/:id/state
    GET /admin/alerts/sources/:id/delete
    POST /admin/alerts/sources/:id/delete
    GET /admin/alerts/rules  GET /admin/alerts/rules/new  POST /admin/alerts/rules/new
    GET /admin/alerts/rules/:id  POST /admin/alerts/rules/:id
    GET /admin/alerts/rules/replay  POST /admin/alerts/rules/replay
    POST /admin/alerts/rules/:id/move  POST /admin/alerts/rules/:id/state
    GET /admin/alerts/rules/:id/delete  POST /admin/alerts/rules/:id/delete
    POST /v1/pages/:page/alert_rules  PATCH /v1/pages/:page/alert_rules/:rule
    PUT /v1/pages/:page/alert_rules/:rule  DELETE /v1/pages/:page/alert_rules/:rule
    POST /v1/pages/:page/alert_sources  PATCH /v1/pages/:page/alert_sources/:source
    PUT /v1/pages/:page/alert_sources/:source  DELETE /v1/pages/:page/alert_sources/:source
    POST /v1/pages/:page/alert_sources/:source/rotate
    GET /admin/alerts/checks/new  POST /admin/alerts/checks/new
    GET /admin/alerts/checks/:id  POST /admin/alerts/checks/:id
    POST /admin/alerts/checks/:id/state
    GET /admin/alerts/checks/:id/delete  POST /admin/alerts/checks/:id/delete
    POST /v1/pages/:page/checks  PATCH /v1/pages/:page/checks/:check
    PUT /v1/pages/:page/checks/:check  DELETE /v1/pages/:page/checks/:check
    POST /v1/pages/:page/checks/:check/rotate`,
  'runbook.edit': `
    GET /admin/runbooks/new  POST /admin/runbooks/new  POST /admin/runbooks/starters
    GET /admin/runbooks/import  POST /admin/runbooks/import
    GET /admin/runbooks/:id/edit  POST /admin/runbooks/:id/edit
    POST /admin/runbooks/:id/versions/:version  POST /admin/runbooks/:id/automation
    GET /admin/runbooks/:id/archive  POST /admin/runbooks/:id/archive
    POST /v1/pages/:page/runbooks  PATCH /v1/pages/:page/runbooks/:runbook
    PUT /v1/pages/:page/runbooks/:runbook  DELETE /v1/pages/:page/runbooks/:runbook
    POST /v1/pages/:page/runbooks/:runbook/versions/:version/restore
    PUT /v1/pages/:page/runbooks/:runbook/automation`,
  'schedule.edit': `
    GET /admin/on-call/import  POST /admin/on-call/import
    GET /admin/on-call/schedules/new  POST /admin/on-call/schedules/new
    GET /admin/on-call/schedules/:id/edit  POST /admin/on-call/schedules/:id/edit
    GET /admin/on-call/schedules/:id/archive  POST /admin/on-call/schedules/:id/archive
    GET /admin/on-call/schedules/:id/overrides  POST /admin/on-call/schedules/:id/overrides
    POST /admin/on-call/schedules/:id/overrides/:override/end
    GET /admin/on-call/schedules/:id/rotations/new  POST /admin/on-call/schedules/:id/rotations/new
    GET /admin/on-call/schedules/:id/rotations/:rotation
    POST /admin/on-call/schedules/:id/rotations/:rotation
    POST /admin/on-call/schedules/:id/rotations/:rotation/first
    POST /admin/on-call/schedules/:id/rotations/:rotation/end
    POST /v1/pages/:page/schedules  PATCH /v1/pages/:page/schedules/:schedule
    PUT /v1/pages/:page/schedules/:schedule  DELETE /v1/pages/:page/schedules/:schedule
    POST /v1/pages/:page/schedules/:schedule/rotations
    PATCH /v1/pages/:page/schedules/:schedule/rotations/:rotation
    PUT /v1/pages/:page/schedules/:schedule/rotations/:rotation
    DELETE /v1/pages/:page/schedules/:schedule/rotations/:rotation
    POST /v1/pages/:page/schedules/:schedule/overrides
    DELETE /v1/pages/:page/schedules/:schedule/overrides/:override`,
  'review.edit': `
    POST /admin/reviews  GET /admin/reviews/:id/edit  POST /admin/reviews/:id/edit
    POST /admin/reviews/:id/versions/:version  POST /admin/reviews/:id/edit/saved
    POST /admin/reviews/:id/submit
    POST /admin/reviews/:id/close  POST /admin/reviews/:id/not-needed
    GET /admin/reviews/action-items/new  POST /admin/reviews/action-items/new
    GET /admin/reviews/action-items/:item  POST /admin/reviews/action-items/:item
    POST /v1/pages/:page/reviews  POST /v1/pages/:page/reviews/not_needed
    PATCH /v1/pages/:page/reviews/:review  PUT /v1/pages/:page/reviews/:review
    POST /v1/pages/:page/reviews/:review/submit  POST /v1/pages/:page/reviews/:review/close
    PUT /v1/pages/:page/incidents/:incident/postmortem
    DELETE /v1/pages/:page/incidents/:incident/postmortem
    POST /v1/pages/:page/action_items  PATCH /v1/pages/:page/action_items/:item
    PUT /v1/pages/:page/action_items/:item`,
  'incident.approve': `
    POST /admin/drafts/:id/approve  POST /admin/drafts/:id/send-back
    POST /admin/reviews/:id/approve  POST /admin/reviews/:id/send-back
    POST /v1/pages/:page/reviews/:review/approve
    POST /v1/pages/:page/reviews/:review/send_back`,
  'incident.restrict': `
    GET /admin/incidents/:id/access  POST /admin/incidents/:id/access
    GET /v1/pages/:page/restricted_incidents  GET /v1/pages/:page/incidents/:incident/access
    PATCH /v1/pages/:page/incidents/:incident/access
    PUT /v1/pages/:page/incidents/:incident/access`,
  'incident.delete': `
    GET /admin/incidents/:id/delete  POST /admin/incidents/:id/delete
    DELETE /v1/pages/:page/incidents/:incident`,
  'history.correct': `
    GET /admin/incidents/:id/updates/:update  POST /admin/incidents/:id/updates/:update
    GET /admin/components/:id/history  POST /admin/components/:id/history
    PATCH /v1/pages/:page/incidents/:incident/incident_updates/:update
    PUT /v1/pages/:page/incidents/:incident/incident_updates/:update`,
  'maintenance.plan': `
    GET /admin/maintenances/new  POST /admin/maintenances/new
    GET /admin/maintenances/:id/edit  POST /admin/maintenances/:id/edit
    GET /admin/maintenances/:id/cancel  POST /admin/maintenances/:id/cancel`,
  'component.edit': `
    GET /admin/components/:id/vendor  POST /admin/components/:id/vendor
    POST /v1/pages/:page/vendors  PATCH /v1/pages/:page/vendors/:component
    PUT /v1/pages/:page/vendors/:component  DELETE /v1/pages/:page/vendors/:component
    GET /admin/components/new  POST /admin/components/new
    GET /admin/components/:id  POST /admin/components/:id
    POST /admin/components  POST /admin/components/place
    GET /admin/components/paste  POST /admin/components/paste
    GET /admin/components/:id/archive  POST /admin/components/:id/archive
    POST /admin/components/:id/restore
    POST /v1/pages/:page/components  PATCH /v1/pages/:page/components/:component
    PUT /v1/pages/:page/components/:component  DELETE /v1/pages/:page/components/:component
    POST /v1/pages/:page/component-groups  PATCH /v1/pages/:page/component-groups/:group
    POST /v1/pages/:page/components/:component/restore
    POST /v1/pages/:page/component-groups/:group/restore
    PUT /v1/pages/:page/component-groups/:group  DELETE /v1/pages/:page/component-groups/:group`,
  'metric.edit': `
    GET /admin/settings/metrics  POST /admin/settings/metrics
    GET /admin/settings/metrics/:id  POST /admin/settings/metrics/:id
    GET /admin/settings/metrics/:id/delete  POST /admin/settings/metrics/:id/delete
    POST /v1/pages/:page/metrics_providers  PATCH /v1/pages/:page/metrics_providers/:provider
    PUT /v1/pages/:page/metrics_providers/:provider
    DELETE /v1/pages/:page/metrics_providers/:provider
    POST /v1/pages/:page/metrics_providers/:provider/metrics
    PATCH /v1/pages/:page/metrics/:metric  PUT /v1/pages/:page/metrics/:metric
    DELETE /v1/pages/:page/metrics/:metric  POST /v1/pages/:page/metrics/data
    POST /v1/pages/:page/metrics/:metric/data  DELETE /v1/pages/:page/metrics/:metric/data`,
  'subscriber.read': `
    GET /admin/subscribers  GET /admin/subscribers/:id  GET /admin/subscribers/:id/export
    GET /admin/subscribers/export.csv
    GET /v1/pages/:page/subscribers  GET /v1/pages/:page/subscribers/unsubscribed
    GET /v1/pages/:page/subscribers/count  GET /v1/pages/:page/subscribers/histogram_by_state
    GET /v1/pages/:page/subscribers/:subscriber
    GET /v1/pages/:page/incidents/:incident/subscribers
    GET /v1/pages/:page/incidents/:incident/subscribers/:subscriber
    GET /v1/pages/:page/subscribers/:subscriber/export`,
  'subscriber.edit': `
    GET /admin/subscribers/new  POST /admin/subscribers  GET /admin/subscribers/:id/remove
    GET /admin/subscribers/destination  POST /admin/subscribers/destination
    GET /admin/subscribers/:id/secret  POST /admin/subscribers/:id/secret
    POST /admin/subscribers/:id/remove  GET /admin/subscribers/:id/erase
    POST /admin/subscribers/:id/erase  POST /admin/subscribers/:id/confirmation
    GET /admin/subscribers/import  POST /admin/subscribers/import
    GET /admin/subscribers/import/:id  POST /admin/subscribers/import/:id
    POST /admin/subscribers/import/:id/cancel
    POST /admin/subscribers/:id/reactivate  POST /admin/subscribers/:id/list
    POST /admin/subscribers/:id/language
    POST /v1/pages/:page/subscribers  POST /v1/pages/:page/subscribers/unsubscribe
    POST /v1/pages/:page/subscribers/reactivate
    POST /v1/pages/:page/subscribers/resend_confirmation
    PATCH /v1/pages/:page/subscribers/:subscriber  PUT /v1/pages/:page/subscribers/:subscriber
    DELETE /v1/pages/:page/subscribers/:subscriber
    POST /v1/pages/:page/subscribers/:subscriber/resend_confirmation
    POST /v1/pages/:page/incidents/:incident/subscribers
    DELETE /v1/pages/:page/incidents/:incident/subscribers/:subscriber
    POST /v1/pages/:page/incidents/:incident/subscribers/:subscriber/resend_confirmation
    POST /v1/pages/:page/subscribers/:subscriber/rotate_secret`,
  'mail.read': `
    GET /admin/mail/:id  GET /admin/mail/:id/html  GET /admin/mail/notifications/:id`,
  'mail.control': `
    GET /admin/mail/notifications/:id/retry
    POST /admin/mail/notifications/:id  POST /admin/mail/notifications/:id/again  POST /admin/mail/notifications/:id/retry
    POST /admin/mail/confirmations/retry
    GET /admin/mail/test  POST /admin/mail/test  POST /admin/mail/test/dismiss`,
  'mail.release': `POST /admin/release  POST /admin/mail/reopen`,
  'settings.edit': `
    GET /admin/settings  GET /admin/settings/general  POST /admin/settings/general
    GET /admin/settings/privacy  POST /admin/settings/privacy
    GET /admin/settings/email  POST /admin/settings/email  POST /admin/settings/get-started
    GET /admin/settings/domain  POST /admin/settings/domain
    GET /admin/settings/changes  POST /admin/settings/changes
    GET /admin/settings/chat  POST /admin/settings/chat
    GET /admin/settings/chat/commands  POST /admin/settings/chat/commands
    GET /admin/settings/import  POST /admin/settings/import  GET /admin/settings/import/:id
    POST /admin/settings/import/:id  POST /admin/settings/import/:id/cancel
    GET /admin/settings/appearance  POST /admin/settings/appearance
    GET /admin/settings/checks  POST /admin/settings/checks
    GET /admin/settings/languages  POST /admin/settings/languages
    GET /admin/settings/severity  POST /admin/settings/severity
    GET /admin/settings/rooms  POST /admin/settings/rooms
    GET /admin/settings/targets  POST /admin/settings/targets
    GET /admin/settings/reviews  POST /admin/settings/reviews
    GET /admin/settings/reminders  POST /admin/settings/reminders
    GET /admin/on-call/escalation/pagerduty  POST /admin/on-call/escalation/pagerduty
    GET /admin/on-call/escalation/new  POST /admin/on-call/escalation/new
    GET /admin/on-call/escalation/:id  POST /admin/on-call/escalation/:id
    GET /admin/on-call/escalation/:id/delete  POST /admin/on-call/escalation/:id/delete
    POST /v1/pages/:page/escalation_policies  PATCH /v1/pages/:page/escalation_policies/:policy
    PUT /v1/pages/:page/escalation_policies/:policy
    DELETE /v1/pages/:page/escalation_policies/:policy
    PATCH /v1/pages/:page/business_hours  PUT /v1/pages/:page/business_hours
    GET /admin/settings/business-hours  POST /admin/settings/business-hours
    PUT /v1/pages/:page/logo  DELETE /v1/pages/:page/logo
    PUT /v1/pages/:page/logo/dark  DELETE /v1/pages/:page/logo/dark
    PATCH /v1/pages/:page/severities/:severity  PUT /v1/pages/:page/severities/:severity
    PATCH /v1/pages/:page/room_settings  PUT /v1/pages/:page/room_settings`,
  'template.edit': `
    GET /admin/settings/templates  GET /admin/settings/templates/new
    POST /admin/settings/templates/new  GET /admin/settings/templates/:id
    POST /admin/settings/templates/:id  GET /admin/settings/templates/:id/archive
    POST /admin/settings/templates/:id/archive  GET /admin/settings/templates/:id/export
    GET /admin/settings/templates/:id/versions  POST /admin/settings/templates/sample
    POST /admin/settings/templates/:id/versions/:version
    GET /admin/settings/templates/export
    GET /admin/settings/templates/import  POST /admin/settings/templates/import
    POST /v1/pages/:page/incident_templates  PATCH /v1/pages/:page/incident_templates/:template
    PUT /v1/pages/:page/incident_templates/:template
    DELETE /v1/pages/:page/incident_templates/:template`,
  'member.manage': `
    GET /admin/settings/members  POST /admin/settings/members  GET /admin/settings/members/:id
    GET /admin/settings/internal  POST /admin/settings/internal/domains
    POST /admin/settings/internal/viewers  POST /admin/settings/internal/viewers/:id/remove
    POST /admin/settings/members/:id  GET /admin/settings/members/:id/password
    POST /admin/settings/members/:id/password  GET /admin/settings/members/:id/remove
    POST /admin/settings/members/:id/remove
    GET /admin/settings/members/:id/two-factor  POST /admin/settings/members/:id/two-factor
    POST /admin/settings/members/invitations/:id/resend
    POST /admin/settings/members/invitations/:id/link
    POST /admin/settings/members/invitations/:id/withdraw
    GET /v1/organizations/:organization/users
    GET /v1/organizations/:organization/permissions/:user
    GET /v1/pages/:page/page_access_users  POST /v1/pages/:page/page_access_users
    GET /v1/pages/:page/page_access_users/:user  DELETE /v1/pages/:page/page_access_users/:user`,
  'token.manage': `
    GET /admin/settings/tokens  POST /admin/settings/tokens
    GET /admin/settings/tokens/:id/rotate  POST /admin/settings/tokens/:id/rotate
    GET /admin/settings/tokens/:id/revoke  POST /admin/settings/tokens/:id/revoke`,
  'audit.read': `GET /admin/settings/audit-log  GET /admin/settings/audit-log/export`,
};
export type Need = keyof typeof table;
export const rows = Object.entries(table).flatMap(([need, routes]) =>
  routes
    .trim()
    .split(/\s{2,}|\n\s*/)
    .map((route) => ({ need: need as Need, route })),
);
export type Row = (typeof rows)[number];
/** Asks with a token; the console's routes ask with a session. */
export const isApi = (route: string): boolean => / \/(v1|metrics)\b/.test(route);
export const isPublic = (need: Need): need is 'everyone' | 'link' =>
  need === 'everyone' || need === 'link';
