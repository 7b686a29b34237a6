import { startBoxes } from './boxes.ts';
import { startStatuses } from './statuses.ts';

for (const picker of document.querySelectorAll<HTMLElement>('[data-picker=statuses]'))
  startStatuses(picker);
for (const picker of document.querySelectorAll<HTMLElement>('[data-picker=boxes]'))
  startBoxes(picker);
