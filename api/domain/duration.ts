import { DAY, HOUR, MINUTE } from './time.ts';

/** `41 min`, `3 h 5 min`, `2 days 4 h`: two units at most, and never “0 min”. */
export function durationWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  if (minutes < 60) return `${minutes} min`;
  if (minutes * MINUTE < DAY) return join(minutes, 60, 'h', 'min');
  const hours = Math.round(ms / HOUR);
  return join(hours, 24, hours < 48 ? 'day' : 'days', 'h');
}

const join = (amount: number, size: number, large: string, small: string): string => {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${large}${rest ? ` ${rest} ${small}` : ''}`;
};
