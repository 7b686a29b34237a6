import type { GroupFacts } from './rule-facts.ts';

/** The open groups of a page, found by ID or by rule and key without a search. */
export class AlertGroups {
  readonly #byId = new Map<string, GroupFacts>();
  readonly #idOfKey = new Map<string, string>();

  constructor(groups: Iterable<GroupFacts>) {
    for (const group of groups) this.set(group);
  }

  get(id: string | null): GroupFacts | undefined {
    return id === null ? undefined : this.#byId.get(id);
  }

  ofRule(ruleId: string, key: string): GroupFacts | undefined {
    return this.get(this.#idOfKey.get(placeOf(ruleId, key)) ?? null);
  }

  set(group: GroupFacts): void {
    this.#byId.set(group.id, group);
    this.#idOfKey.set(placeOf(group.ruleId, group.key), group.id);
  }

  delete(id: string): void {
    this.#byId.delete(id);
  }

  all(): GroupFacts[] {
    return [...this.#byId.values()];
  }
}

const placeOf = (ruleId: string, key: string): string => `${ruleId} ${key}`;
