/** What a group's rule made. `isOver`: published and resolved, discarded or deleted since. */
export type GroupTarget = {
  kind: 'note' | 'component' | 'draft' | 'incident';
  isOver: boolean;
  /** Whether anybody has changed it since the rule did. */
  isTouched: boolean;
};

/** Alerts that were taken together, until they are over. */
export type GroupFacts = {
  id: string;
  ruleId: string;
  key: string;
  /** Alerts in it that are not resolved. */
  open: number;
  /** When the last of the others ended. */
  lastEndAt: number | null;
  /** Whether the rule has done its work, or in a dry run would have. */
  isActed: boolean;
  isDry: boolean;
  target: GroupTarget | null;
};

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
