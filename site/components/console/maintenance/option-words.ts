import { durationInWords } from '../../../../templates/words.ts';

/** What a maintenance does by itself, for the line over its switches. */
export function automationInWords(
  on: Record<'start' | 'notifyStart' | 'end' | 'notifyEnd', boolean>,
) {
  if (on.start && on.end && on.notifyStart === on.notifyEnd)
    return `starts and ends automatically; subscribers are ${on.notifyStart ? 'notified both times' : 'not notified'}`;
  const step = (verb: string, isAutomatic: boolean, notifies: boolean) =>
    !isAutomatic
      ? `you ${verb} it`
      : `${verb}s automatically${notifies ? ' and notifies subscribers' : ''}`;
  return `${step('start', on.start, on.notifyStart)}, ${step('end', on.end, on.notifyEnd)}`;
}

/** When subscribers are reminded, from minutes before the start. */
export const remindersInWords = (leads: readonly number[]): string =>
  leads.length === 0
    ? 'none'
    : `${new Intl.ListFormat('en').format(leads.map(durationInWords))} before`;
