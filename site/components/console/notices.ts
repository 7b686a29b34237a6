/** `?done=…` selects one of these; other values show nothing. */
const sentences: Record<string, string> = {
  'set-up': 'Your status page is ready. Look at it under “View page”; publish from here.',
  published: 'Published. The page shows it now.',
  'already-published': 'Somebody was faster: this was published once, and this is what went out.',
  'draft-saved': 'Saved as a draft. Nobody is told before it is published.',
  'draft-merged': 'Saved, together with what somebody else changed meanwhile: look it through.',
  'draft-moved': 'Your text is now a draft of an update. Check it, then publish.',
  'draft-discarded': 'Discarded. Whoever still has it open can save it again.',
  'draft-asked':
    'Asked. Those who may approve it are told; it is published when one of them does so.',
  'draft-scheduled': 'Set. It is published then, as it stands; until then you can cancel.',
  'draft-approved': 'Approved. It is published at its time.',
  'draft-cancelled': 'Cancelled. It is a draft again.',
  'draft-sent-back': 'Sent back, with your note.',
  'update-corrected': 'Corrected. The page says so.',
  saved: 'Saved.',
  cancelled: 'Cancelled. The page and the calendar say so.',
  'series-saved': 'Saved, for each window that you chose.',
  'series-saved-kept':
    'Saved, for each window that you chose; those that had been changed by hand are as they were.',
  'series-cancelled':
    'Cancelled, with the windows that you chose. The page and the calendar say so.',
  'series-cancelled-kept':
    'Cancelled, with the windows that you chose; those that had been changed by hand still take place.',
  added: 'Added.',
  'past-corrected': 'Corrected. The page shows the new figures, and that this was corrected.',
  imported: 'Imported. What the file did not name stayed as it was.',
  restored: 'Brought back, as a new version.',
  archived: 'Archived. Its history is kept.',
  'component-restored': 'Restored. The component is on the page again.',
  deleted: 'Deleted. It is off the page; what was not yet sent stays unsent.',
  removed: 'Removed. They are signed out.',
  'mail-cancel': 'Stopped. What was not yet sent stays unsent; the page still shows the update.',
  'mail-pause': 'Paused. What is on its way just now arrives; the rest waits.',
  'mail-resume': 'The mail goes out now.',
  'mail-retry': 'Being sent again. Who left meanwhile, or is not mailed any more, is left out.',
  'mail-reopen': 'Mail goes out again. If the trouble is still there, it is held up anew.',
  'token-revoked': 'The token is revoked. Requests that use it are refused from now on.',
  'person-added':
    'Added. Give them their password by a safe way; they can change it under “Account”.',
  'password-set':
    'Set, and they are signed out. Give them the password by a safe way; they can change it under “Account”.',
  password: 'Your password is changed. You are signed out everywhere else.',
  'subscriber-added':
    'A confirmation is on its way. They are told of updates once they have confirmed.',
  'subscriber-removed': 'Removed. Nothing more will be sent there.',
  released: 'Released. What is due goes out now.',
  'signed-out': 'You are signed out.',
};

export const noticeAfter = (url: URL): string | undefined => {
  const done = url.searchParams.get('done');
  return done !== null && Object.hasOwn(sentences, done) ? sentences[done] : undefined;
};
