import { statusColors } from '../../domain/branding/palette.ts';
import { colours } from '../../domain/branding/properties.ts';
import type { Impact } from '../../domain/component/impact.ts';

export const badgePalettes = ['standard', 'safe'] as const;
export type Tone = Impact | 'unknown';

/**
 * Dark enough for white text. The `safe` colors also differ for people with color blindness; the
 * words are the same in every palette.
 */
export const badgePalette: Record<(typeof badgePalettes)[number], Record<Tone, string>> = {
  standard: {
    none: statusColors.operational.ink.light,
    maintenance: statusColors.under_maintenance.ink.light,
    minor: statusColors.degraded_performance.ink.light,
    major: statusColors.partial_outage.ink.light,
    critical: statusColors.major_outage.ink.light,
    unknown: colours['--dim'].light,
  },
  safe: {
    none: '#0072b2',
    maintenance: '#3f2d7a',
    minor: '#7d7000',
    major: '#782f00',
    critical: '#4a0010',
    unknown: '#595959',
  },
};

/** Names at shields.io. */
export const shieldsColour: Record<Tone, string> = {
  none: 'brightgreen',
  maintenance: 'blue',
  minor: 'yellow',
  major: 'orange',
  critical: 'red',
  unknown: 'lightgrey',
};
