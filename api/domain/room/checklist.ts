import { z } from 'zod';
import { storable } from '../text/characters.ts';
import { type Phase, phases } from './phase.ts';

/** `first` is “The first five minutes”, on top of every phase until it is done. */
export const checklistParts = ['first', ...phases] as const;
export type ChecklistPart = (typeof checklistParts)[number];

export type ChecklistItem = { part: ChecklistPart; text: string };

const MAX_ITEM_LENGTH = 200;
const MAX_ITEMS = 100;

export const ItemText = z
  .string()
  .overwrite((text) => storable(text).replace(/\s+/g, ' ').trim())
  .min(1, 'Enter a text.')
  .max(MAX_ITEM_LENGTH, `An item can have at most ${MAX_ITEM_LENGTH} characters.`);

export const ChecklistItems = z
  .array(z.object({ part: z.enum(checklistParts), text: ItemText }))
  .max(MAX_ITEMS, `A checklist can have at most ${MAX_ITEMS} items.`)
  .transform((items) =>
    items.filter(
      (one, i) => items.findIndex(({ part, text }) => part === one.part && text === one.text) === i,
    ),
  );

const standard: Record<ChecklistPart, readonly string[]> = {
  first: [
    'Acknowledge, and name a commander',
    'What is broken, and who is affected?',
    'What changed recently?',
    'Can we roll back?',
    'Who needs to know? Publish the first update',
    'What is our mitigation?',
  ],
  assess: [
    'Find out what is broken, who is affected and how bad it is',
    'Set the severity',
    'Open the bridge and share its link',
    'Check what changed: deploys, configuration, flags, traffic',
    'Ask what users see, what monitoring shows and what was tried',
  ],
  contain: [
    'Keep it from getting worse: roll back, disable, or shed load',
    'After a recent deploy with new symptoms, roll back first',
    'Preserve logs and state that show the cause',
  ],
  mitigate: [
    'Restore service, even partially',
    'Confirm with data that errors drop',
    'Note each temporary fix, with a ticket to remove it',
  ],
  communicate: [
    'Tell customers what they notice and what they can do meanwhile',
    'Tell support and management',
    'Promise the next update, and keep the promise',
  ],
  diagnose: [
    'Reproduce it outside production, if possible',
    'Isolate the component that failed',
    'Check deploys, error rates, logs, metrics, traffic and dependencies',
    'Ask whoever changed something last',
    'List hypotheses, rule them out one by one, and prove the one that stays',
    'Rebuild the timeline from logs, metrics and deploys',
  ],
  fix: [
    'The root cause is identified and documented',
    'The fix addresses the root cause, not the symptom',
    'The fix has tests',
    'The fix is reviewed',
    'There is a rollback plan if the fix fails',
    'The fix is tested in staging and deployed with monitoring',
    'Temporary fixes are removed, and the service works without them',
  ],
  review: [
    'Write the postmortem within 48 hours',
    'Create action items that are specific, with an owner and a date',
    'Update runbooks and documentation',
  ],
};

/** What a page without checklists of its own has. */
export const standardChecklist: readonly ChecklistItem[] = checklistParts.flatMap((part) =>
  standard[part].map((text) => ({ part, text })),
);

/** Kept under this name: the checklist of severities that have none of their own. */
export const DEFAULT_CHECKLIST = 'default';

export const checklistFor = (
  checklists: Readonly<Record<string, readonly ChecklistItem[]>>,
  severity: string | null,
): readonly ChecklistItem[] =>
  (severity === null ? undefined : checklists[severity]) ??
  checklists[DEFAULT_CHECKLIST] ??
  standardChecklist;

export type Tick = {
  part: ChecklistPart;
  item: string;
  done: boolean;
  author: string;
  createdAt: number;
};

export type CheckedItem = ChecklistItem & {
  done: boolean;
  /** Who ticked it, and when; null where it is open. */
  by: string | null;
  at: number | null;
  /** False where the checklist no longer has it: it was ticked before it was removed. */
  isListed: boolean;
};

/** The list with its ticks. What was ticked and is no longer listed stays, after the others. */
export function checkedItems(
  list: readonly ChecklistItem[],
  ticks: readonly Tick[],
): CheckedItem[] {
  const newest = (part: ChecklistPart, text: string) =>
    ticks.findLast((tick) => tick.part === part && tick.item === text);
  const state = (item: ChecklistItem, isListed: boolean): CheckedItem => {
    const tick = newest(item.part, item.text);
    const done = tick?.done ?? false;
    return {
      ...{ part: item.part, text: item.text, done, isListed },
      by: done ? (tick?.author ?? null) : null,
      at: done ? (tick?.createdAt ?? null) : null,
    };
  };
  const isIn = ({ part, item }: Tick) => list.some((one) => one.part === part && one.text === item);
  const removed = ticks
    .filter((tick) => !isIn(tick) && newest(tick.part, tick.item) === tick && tick.done)
    .map(({ part, item }) => state({ part, text: item }, false));
  return [...list.map((item) => state(item, true)), ...removed];
}

export const itemsOfPart = (items: readonly CheckedItem[], part: ChecklistPart | Phase) =>
  items.filter((item) => item.part === part);
