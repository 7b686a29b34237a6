/** How far the response is. The first three are about speed, the others about care. */
export const phases = [
  'assess',
  'contain',
  'mitigate',
  'communicate',
  'diagnose',
  'fix',
  'review',
] as const;
export type Phase = (typeof phases)[number];

export const phaseLabels: Record<Phase, string> = {
  assess: 'Assess',
  contain: 'Contain',
  mitigate: 'Mitigate',
  communicate: 'Communicate',
  diagnose: 'Diagnose',
  fix: 'Fix',
  review: 'Review',
};

type Entered = { phase: Phase; createdAt: number };

/** The phase now, and since when; the first one from the start. */
export const phaseOf = (entered: readonly Entered[], startedAt: number) => {
  const last = entered.at(-1);
  return { phase: last?.phase ?? phases[0], since: last?.createdAt ?? startedAt };
};

/** Null after the last. */
export const phaseAfter = (phase: Phase): Phase | null => phases[phases.indexOf(phase) + 1] ?? null;
