import type { Role } from '../../../../api/domain/response/role.ts';

/** What each role may do, for the select. */
export const roleOptions: readonly (readonly [Role, string])[] = [
  ['viewer', 'Viewer: read-only'],
  ['publisher', 'Publisher: writes updates'],
  ['owner', 'Owner: full access'],
];
