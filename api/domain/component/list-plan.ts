import type { Placed } from './order.ts';
import { type LineError, type ListedName, readPastedList } from './pasted-list.ts';

type Known = Placed & { name: string };

/** A component without a group, or a group with the components to add to it. */
export type ListBlock = {
  name: string;
  isGroup: boolean;
  /** The id of a group that is on the page already; null for what is new. */
  groupId: string | null;
  members: string[];
};

/** What a pasted list adds to the page. `skipped` are names that are already in the same place. */
export type ListPlan = {
  blocks: ListBlock[];
  components: number;
  groups: number;
  skipped: { line: number; name: string }[];
  errors: LineError[];
};

const key = (name: string) => name.toLowerCase();

/** Names are compared without case, and only within the same group. */
export function planList(text: string, known: readonly Known[]): ListPlan {
  const { names, errors } = readPastedList(text);
  const skipped: ListPlan['skipped'] = [];
  const blocks = new Map<string, ListBlock>();
  const taken = new Set(known.map(({ name, groupId }) => `${groupId ?? ''}/${key(name)}`));
  const take = (place: string, { line, name }: { line: number; name: string }): boolean => {
    const slot = `${place}/${key(name)}`;
    if (taken.has(slot)) skipped.push({ line, name });
    return !taken.has(slot) && Boolean(taken.add(slot));
  };
  for (const listed of names) {
    if (listed.members.length === 0) {
      if (take('', listed)) blocks.set(`/${listed.line}`, blockOf(listed, null));
      continue;
    }
    const group = known.find((one) => one.group && key(one.name) === key(listed.name));
    const place = group?.id ?? `new ${key(listed.name)}`;
    const members = listed.members.filter((member) => take(place, member));
    const block = blocks.get(place) ?? { ...blockOf(listed, group ?? null), isGroup: true };
    block.members.push(...members.map(({ name }) => name));
    if (!group || block.members.length > 0) blocks.set(place, block);
  }
  const all = [...blocks.values()];
  return {
    blocks: all,
    components: all.reduce((sum, { isGroup, members }) => sum + (isGroup ? members.length : 1), 0),
    groups: all.filter(({ isGroup, groupId }) => isGroup && groupId === null).length,
    skipped,
    errors,
  };
}

const blockOf = ({ name }: ListedName, group: Known | null): ListBlock => ({
  name: group?.name ?? name,
  isGroup: false,
  groupId: group?.id ?? null,
  members: [],
});
