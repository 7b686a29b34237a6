import type { ComponentStatus } from '../component/status.ts';

/**
 * One shape per status, so that it is readable without color: a path in a square of 16, to be
 * filled by the even-odd rule.
 */
export const statusIcons: Record<ComponentStatus, string> = {
  operational: 'M1 8a7 7 0 0114 0 7 7 0 01-14 0zM4.2 8.8L7 11.7l4.9-5.3-1.4-1.2L7 9.1 5.4 7.6z',
  under_maintenance:
    'M4 1h8a3 3 0 013 3v8a3 3 0 01-3 3H4a3 3 0 01-3-3V4a3 3 0 013-3zM9.8 11L8 9.3 6.2 11 5 9.8 6.7 8 5 6.2 6.2 5 8 6.7 9.8 5 11 6.2 9.3 8 11 9.8z',
  degraded_performance: 'M8 1.2L15.2 14H.8zM7.1 5.4v4.8h1.8V5.4zM7.1 11v1.7h1.8V11z',
  partial_outage: 'M8 1a7 7 0 010 14A7 7 0 018 1zM8 2.8a5.2 5.2 0 000 10.4z',
  major_outage:
    'M5.1.9h5.8l4.2 4.2v5.8l-4.2 4.2H5.1L.9 10.9V5.1zM10.1 11.4L8 9.3l-2.1 2.1-1.3-1.3L6.7 8 4.6 5.9l1.3-1.3L8 6.7l2.1-2.1 1.3 1.3L9.3 8l2.1 2.1z',
};
