import { faviconColors } from '../../../api/domain/branding/palette.ts';
import type { ComponentStatus } from '../../../api/domain/component/status.ts';

const shapes: Record<ComponentStatus, string> = {
  operational: '<circle cx="8" cy="8" r="7"/>',
  under_maintenance: '<rect x="1" y="1" width="14" height="14" rx="3"/>',
  degraded_performance: '<path d="M8 1.2L15.2 14H.8z"/>',
  partial_outage:
    '<circle cx="8" cy="8" r="6" fill="none" stroke="COLOR" stroke-width="2"/><path d="M8 2a6 6 0 010 12z"/>',
  major_outage: '<path d="M5.1.9h5.8l4.2 4.2v5.8l-4.2 4.2H5.1L.9 10.9V5.1z"/>',
};

/** The icon shows the status, without a request. */
export function faviconOf(status: ComponentStatus): string {
  const shape = shapes[status].replace('COLOR', faviconColors[status]);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="${faviconColors[status]}">${shape}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
