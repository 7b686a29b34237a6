/** Moves that contain an incident are noted as actions with this mark. */
const CONTAIN = /^Contain \([^)]*\): /;

/** What proposes an item, as its `origin`. */
export const originOf = {
  event: (id: string): string => `event:${id}`,
  runbook: (id: string): string => `runbook:${id}`,
};

/** A `TODO` line is an action; a move that contained the incident is a fix that may be temporary. */
export function proposalOf(text: string): { kind: 'action' | 'temporary_fix'; title: string } {
  const isMove = CONTAIN.test(text);
  const title = text.replace(CONTAIN, '').replace(/\s+/g, ' ').trim().slice(0, 300);
  return { kind: isMove ? 'temporary_fix' : 'action', title };
}

export const automateTitle = (runbook: string): string => `Automate the runbook “${runbook}”`;
