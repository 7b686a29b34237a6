import type { Actor } from '../../domain/response/role.ts';

export const vendorActor: Actor = {
  ...{ kind: 'system', id: 'upstream', name: 'Vendor status', role: 'owner' },
};
