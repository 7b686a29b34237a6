/** What became of one call, as the delivery log stores it. */
export const attemptOutcomes = [
  'sent',
  'refused',
  'no_response',
  'unknown',
  'gone',
  'credential',
] as const;

/** For the console. */
export const outcomeWords: Record<string, string> = {
  sent: 'Sent',
  refused: 'Refused',
  no_response: 'No response',
  unknown: 'Not confirmed',
  gone: 'Destination gone',
  credential: 'Token refused',
};

export const outcomeWord = (outcome: string): string => outcomeWords[outcome] ?? outcome;
