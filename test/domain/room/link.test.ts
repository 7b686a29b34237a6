import { expect, test } from 'vitest';
import { newTicketAddress, TicketTemplate } from '../../../api/domain/room/link.ts';

const incident = {
  ...{ id: 'incident0001', name: 'Pay & ship: 50% “fail”\n?', severity: 'SEV3' },
  audience: 'public',
};
const trackers = [
  'https://github.com/acme/ops/issues/new?title={{title}}&body={{link}}',
  'https://gitlab.com/acme/ops/-/issues/new?issue[title]={{ title }}&issue[description]={{link}}',
  'https://linear.app/acme/team/OPS/new?title={{title}}&description={{link}}',
  'https://acme.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=1&summary={{title}}&description={{link}}',
];

test.each(trackers)('%s is filled in so that the tracker reads the title as it is', (template) => {
  expect(TicketTemplate.parse(template)).toBe(template);
  const address = newTicketAddress(template, incident, 'https://status.example.com') ?? '';
  const values = [...new URL(address).searchParams.values()];
  expect(values).toContain(incident.name);
  expect(values).toContain('https://status.example.com/admin/incidents/incident0001');
});

test('a tracker does not learn the title of a restricted incident', () => {
  const restricted = { ...incident, audience: 'restricted' };
  const address = newTicketAddress(`${trackers[0]}{{severity}}`, restricted, 'https://s.example');
  expect(address).not.toMatch(/Pay|SEV3/);
});

test.each([
  'javascript:alert(1)',
  '{{title}}',
  'tracker/new',
  'https://x.example/{{password}}',
  '{{link}}',
])('%s is refused', (template) => expect(TicketTemplate.safeParse(template).success).toBe(false));

test('no template, no link, whatever was stored', () => {
  expect(newTicketAddress('', incident, 'https://s.example')).toBeNull();
  expect(newTicketAddress('not an address', incident, 'https://s.example')).toBeNull();
});
