/** What to do so that it gets no worse, by situation: the fastest and safest move first. */
export const situations = [
  {
    key: 'bad_deploy',
    label: 'Bad deploy',
    moves: [
      'Roll back to the previous version',
      'Disable the new feature’s flag',
      'Fix forward, as the last resort',
    ],
  },
  {
    key: 'feature',
    label: 'Feature bug',
    moves: [
      'Roll back, if it came with the last deploy',
      'Disable the feature’s flag',
      'Fix forward, as the last resort',
    ],
  },
  {
    key: 'traffic',
    label: 'Traffic spike',
    moves: [
      'Turn on rate limits',
      'Scale up',
      'Route traffic away from the broken service',
      'Serve cached or reduced pages',
    ],
  },
  {
    key: 'data_corruption',
    label: 'Data corruption',
    moves: [
      'Halt writes',
      'Preserve the present state before anything is repaired',
      'Roll back the change that writes wrong data',
    ],
  },
  {
    key: 'security',
    label: 'Security breach',
    moves: [
      'Revoke credentials and sessions',
      'Isolate the affected systems',
      'Preserve logs and disks as evidence',
    ],
  },
  {
    key: 'cascade',
    label: 'Cascading failure',
    moves: [
      'Shed load',
      'Open circuit breakers',
      'Clear caches that hold wrong data',
      'Restart dependencies one by one',
      'Go into maintenance mode, and say so',
    ],
  },
] as const;

/** Null where the situation or its move is unknown. */
export function containLine(situation: string, move: string): string | null {
  const found = situations.find(({ key }) => key === situation);
  const known = found?.moves.find((one) => one === move);
  return found && known ? `Contain (${found.label.toLowerCase()}): ${known}` : null;
}
