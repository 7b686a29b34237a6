import { newTicketAddress } from '../room/link.ts';

/** Addresses of the form for a new ticket, to start from. */
export const ticketAddresses = {
  GitHub: 'https://github.com/OWNER/REPOSITORY/issues/new?title={{title}}&body={{link}}',
  GitLab:
    'https://gitlab.com/GROUP/PROJECT/-/issues/new?issue[title]={{title}}&issue[description]={{link}}',
  Jira: 'https://SITE.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=10000&issuetype=10001&summary={{title}}&description={{link}}',
  Linear: 'https://linear.app/TEAM/new?title={{title}}&description={{link}}',
} as const;

type Item = {
  id: string;
  title: string;
  incidentId: string | null;
  severity: string | null;
  audience: string | null;
};

/** The form of a new ticket with the item in it; null without a template. */
export const itemTicketAddress = (
  template: string,
  { id, title: name, incidentId, severity, audience }: Item,
  baseUrl: string,
): string | null =>
  newTicketAddress(
    template,
    {
      ...{ id, name, severity, audience: audience ?? '' },
      path: incidentId ? `/admin/incidents/${incidentId}` : `/admin/reviews/action-items/${id}`,
    },
    baseUrl,
  );
