import type { GroupFacts } from '../groups.ts';
import type { AlertFacts } from '../rule-facts.ts';

/** The alerts of each group, counted again where one has changed. */
export class GroupMembers {
  readonly #members = new Map<string, Set<AlertFacts>>();
  readonly #changed = new Set<string>();

  /** After an alert has another group than `from`. */
  move(alert: AlertFacts, from: string | null): void {
    if (alert.groupId === from) return;
    if (from !== null) {
      this.#members.get(from)?.delete(alert);
      this.#changed.add(from);
    }
    if (alert.groupId === null) return;
    const others = this.#members.get(alert.groupId) ?? new Set();
    this.#members.set(alert.groupId, others.add(alert));
    this.#changed.add(alert.groupId);
  }

  /** After an alert has another status. */
  change({ groupId }: AlertFacts): void {
    if (groupId !== null) this.#changed.add(groupId);
  }

  /** Groups that have changed since the last call. */
  takeChanged(): [id: string, counted: Pick<GroupFacts, 'open' | 'lastEndAt'>][] {
    const ids = [...this.#changed];
    this.#changed.clear();
    return ids.map((id) => [id, countOf(this.#members.get(id) ?? [])]);
  }
}

function countOf(members: Iterable<AlertFacts>): Pick<GroupFacts, 'open' | 'lastEndAt'> {
  let [open, lastEndAt]: [number, number | null] = [0, null];
  for (const { status, endsAt } of members)
    if (status !== 'resolved') open++;
    else if (endsAt !== null) lastEndAt = Math.max(lastEndAt ?? 0, endsAt);
  return { open, lastEndAt };
}
