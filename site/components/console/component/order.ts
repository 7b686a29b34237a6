import type { Component } from '../../../../db/component/component.ts';

type Placed = { component: Component; first: boolean; last: boolean };

/** Top-level components and groups by position, each group followed by its members. */
export function inOrder(components: readonly Component[]): Placed[] {
  const under = (groupId: string | null): Placed[] =>
    components
      .filter((c) => c.groupId === groupId)
      .map((component, i, all) => ({ component, first: i === 0, last: i === all.length - 1 }));
  return under(null).flatMap((placed) => [placed, ...under(placed.component.id)]);
}
