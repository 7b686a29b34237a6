import type { Role } from '../../../../api/domain/response/role.ts';

/** What each role may do, for the select. */
export const roleOptions: readonly (readonly [Role, string])[] = [
  ['viewer', 'Viewer: read-only access'],
  ['publisher', 'Publisher: publishes updates and edits components'],
  ['owner', 'Owner: full access, including settings and people'],
];
