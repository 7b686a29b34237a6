import type { AlertRoute } from './alert-route.ts';

/** Whom a rule notifies, as the file names them. */
export type FileTarget = {
  type: 'user' | 'schedule';
  /** The ID of the system that the file comes from, or a name or email address. */
  id: string;
  /** The comment on its line, which often says who it is. */
  note: string;
};
export type FilePolicy = {
  name: string;
  /** How often all rules begin again. */
  repeats: number;
  rules: { after: number; targets: FileTarget[] }[];
};
/** The person or schedule that a target of a file stands for. */
export type TargetMatch = { type: 'person' | 'schedule'; id: string; name: string };

export type OnCallImport = {
  alerts: { alert: AlertRoute; becomes: 'added' | 'changed' | 'unchanged'; notes: string[] }[];
  policies: (FilePolicy & { targets: (FileTarget & { match: TargetMatch | null })[] })[];
  /** People and schedules to choose from. */
  choices: TargetMatch[];
  faults: string[];
};
