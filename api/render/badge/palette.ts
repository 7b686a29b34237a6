import type { Impact } from '../../domain/component/impact.ts';

export const badgePalettes = ['standard', 'safe'] as const;
export type Tone = Impact | 'unknown';

/**
 * Dark enough for white text. The `safe` colors also differ for people with color blindness; the
 * words are the same in every palette.
 */
export const badgePalette: Record<(typeof badgePalettes)[number], Record<Tone, string>> = {
  standard: {
    none: '#1a7f37',
    maintenance: '#0a64c4',
    minor: '#8a6100',
    major: '#b34700',
    critical: '#c41e2b',
    unknown: '#59616b',
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
