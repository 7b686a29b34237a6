import type { AlertStatus } from '../../../../api/domain/alert/inbound.ts';

export const alertStatusLabels: Record<AlertStatus, string> = {
  firing: 'Firing',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
};
