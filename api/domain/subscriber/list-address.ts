/** Mailboxes that several people usually read (RFC 2142 and common names). */
const roles = new Set(
  `abuse admin administrator all alerts billing business company contact dev developers devops engineering
  everybody everyone finance group hello help helpdesk hostmaster hr info infra infrastructure it legal list
  mail mailinglist marketing monitoring noc notifications office oncall on-call operations ops outages
  postmaster press product sales security service servicedesk sre staff status support sysadmin team tech
  technical webmaster`.split(/\s+/),
);

/** `team@` and `payments-team@`: one of its readers must not unsubscribe the others. */
export function isListAddress(email: string): boolean {
  const name = email.slice(0, email.lastIndexOf('@')).toLowerCase().split('+')[0] ?? '';
  const words = name.split(/[._-]/);
  return (
    roles.has(name) ||
    roles.has(words.join('')) ||
    /^(team|list|all|group)$/.test(words.at(-1) ?? '')
  );
}
