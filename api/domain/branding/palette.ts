import type { ComponentStatus } from '../component/status.ts';
import type { Theme } from './properties.ts';

type StatusColor = {
  /** Of icons and text. */
  ink: Record<Theme, string>;
  /** Ground of a box about the status. */
  tint: Record<Theme, string>;
};

/**
 * The colors of the statuses. What is served as a file of its own cannot import them: tokens.css,
 * embed/status.js and the link previews repeat them, and a test compares.
 */
export const statusColors: Record<ComponentStatus, StatusColor> = {
  operational: {
    ink: { light: '#1a7f37', dark: '#46c365' },
    tint: { light: '#e9f6ec', dark: '#12271a' },
  },
  under_maintenance: {
    ink: { light: '#0a64c4', dark: '#6cb0ff' },
    tint: { light: '#e8f1fc', dark: '#11233a' },
  },
  degraded_performance: {
    ink: { light: '#8a6100', dark: '#e0b13d' },
    tint: { light: '#fbf3dc', dark: '#2a2410' },
  },
  partial_outage: {
    ink: { light: '#b34700', dark: '#ff9a55' },
    tint: { light: '#fdeee2', dark: '#2e1d10' },
  },
  major_outage: {
    ink: { light: '#c41e2b', dark: '#ff8087' },
    tint: { light: '#fdebec', dark: '#331619' },
  },
};

/** Brighter where the text color is too dark to tell apart in a browser tab. */
export const faviconColors: Record<ComponentStatus, string> = {
  operational: statusColors.operational.ink.light,
  under_maintenance: statusColors.under_maintenance.ink.light,
  degraded_performance: '#b98500',
  partial_outage: '#d95f0e',
  major_outage: statusColors.major_outage.ink.light,
};

/** The accent of a page that has chosen none, and text on it. */
export const defaultAccent: Record<'fill' | 'onFill', Record<Theme, string>> = {
  fill: { light: '#3b47c9', dark: '#98a2ff' },
  onFill: { light: '#ffffff', dark: '#0f1216' },
};
