/** On a phone the room is four tabs; each panel names its own in `data-on`. */
export const roomTabs = ['timeline', 'facts', 'tasks', 'update'] as const;
export type RoomTab = (typeof roomTabs)[number];

export const tabIn = (tab: string | null): RoomTab =>
  roomTabs.find((one) => one === tab) ?? 'timeline';
