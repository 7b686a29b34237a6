/** `?done=…` selects one of these; other values show nothing. */
const sentences: Record<string, string> = {
  'set-up': 'Your status page is live.',
  'not-visible-yet': 'Saved. The page will be updated in a few seconds.',
  'already-published': 'Someone already published this. Here is the published version.',
  'draft-saved': 'Draft saved. No one is notified until it’s published.',
  'draft-merged': 'Saved and merged with someone else’s changes. Please review.',
  'draft-moved': 'Your text is now a draft update. Review it, then publish.',
  'draft-discarded': 'Draft discarded.',
  'draft-asked': 'Approval requested. It’s published once someone approves it.',
  'draft-scheduled': 'Scheduled. You can unschedule it until then.',
  'draft-approved': 'Approved. It will be published at the scheduled time.',
  'draft-cancelled': 'Unscheduled. It’s a draft again.',
  'draft-sent-back': 'Changes requested.',
  'update-corrected': 'Update corrected. The page marks it as corrected.',
  saved: 'Saved.',
  'drill-ended': 'Drill ended. Talk about it while it’s fresh.',
  'handover-offered': 'Offered. Roles and reminders stay with you until it’s accepted.',
  'handover-accept': 'You’ve taken over. Roles and reminders are yours now.',
  'handover-decline': 'Declined. Nothing has moved.',
  'handover-withdraw': 'Withdrawn. Nothing has moved.',
  cancelled: 'Maintenance canceled. The page and calendar show it as canceled.',
  'series-saved': 'Saved for all selected windows.',
  'series-saved-kept':
    'Saved for the selected windows. Individually edited windows were not changed.',
  'series-cancelled': 'All selected windows canceled. The page and calendar show them as canceled.',
  'series-cancelled-kept':
    'Selected windows canceled. Individually edited windows still take place.',
  added: 'Added.',
  'history-corrected':
    'Status history corrected. The page shows the new figures and the correction.',
  imported: 'Imported. Templates not in the file were not changed.',
  'runbooks-imported': 'Imported. Runbooks not in the text were not changed.',
  'starters-added':
    'Starter runbooks added. Adapt them to your systems, and choose their components.',
  'starters-there': 'All starter runbooks are already in the library.',
  'runbook-archived': 'Archived. Its versions and runs are kept.',
  restored: 'Restored as a new version.',
  'list-added': 'Added. The page shows the new components.',
  moved: 'Moved. The page shows the new order.',
  archived: 'Archived. Its history is kept. You can restore it under “Archived”.',
  'component-restored': 'Restored. The component is back on the page.',
  deleted: 'Deleted. It’s off the page, and unsent emails are canceled.',
  removed: 'Removed and signed out.',
  'mail-cancel': 'Emails canceled. The update stays on the page.',
  'mail-pause': 'Paused. Emails already on their way will arrive; the rest wait.',
  'mail-resume': 'Emails are being sent.',
  'mail-retry': 'Retrying. Unsubscribed and suppressed addresses are skipped.',
  'mail-reopen': 'Sending resumed. It pauses again if the problem persists.',
  'token-revoked': 'Token revoked. Requests that use it are now rejected.',
  invited: 'Invitation sent.',
  'invitation-withdrawn': 'Invitation withdrawn. Its link no longer works.',
  joined: 'Welcome! Your account is ready.',
  'password-set':
    'Password set, and they’re signed out. Share it securely; they can change it under “Account”.',
  password: 'Password changed. You’re signed out everywhere else.',
  'password-reset':
    'Password changed. You’re signed out on all your devices: sign in with the new password.',
  'sign-in-expired': 'That took too long. Sign in again.',
  'two-factor-off': 'Two-factor authentication is off.',
  'session-ended': 'Signed out on that device.',
  'sessions-ended': 'Signed out everywhere else.',
  'subscriber-added': 'Confirmation email sent. They’ll get updates once they confirm.',
  'subscriber-removed': 'Removed. They won’t get any more emails.',
  'checklist-hidden': 'The list is hidden. Everything on it is also under Settings.',
  released: 'Sending resumed.',
  'signed-out': 'You’re signed out.',
};

export const noticeAfter = (url: URL): string | undefined => {
  const done = url.searchParams.get('done');
  return done !== null && Object.hasOwn(sentences, done) ? sentences[done] : undefined;
};
