import type { Role } from '../../../../api/domain/response/role.ts';

/** What each role may do, for the select. */
export const roleOptions: readonly (readonly [Role, string])[] = [
  ['viewer', 'Viewer: looks'],
  ['publisher', 'Publisher: publishes, edits components'],
  ['owner', 'Owner: everything, also settings and people'],
];
