import { parseLocal, readLocal } from '../../../../api/domain/time/zone.ts';
import type { Typed } from './typed.ts';

/** The instant of a typed time, for a preview: in the repeated hour the first, until one is chosen. */
export function instantTyped(typed: Typed, name: string, zone: string, stored = ''): number | null {
  const text = typed.value(name, stored);
  const was = Number(typed.value(`${name}.was`)) || null;
  const reading = readLocal(text, zone, { fold: typed.value(`${name}.fold`), was });
  return 'at' in reading ? reading.at : parseLocal(text, zone);
}

/** `2026-11-20T14:00` as `Nov 20, 14:00`; as it was typed where it cannot be read. */
export function formatLocalTime(typed: string): string {
  const at = Date.parse(`${typed}Z`);
  if (Number.isNaN(at)) return typed;
  const day = new Date(at).toLocaleDateString('en-US', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
  });
  return `${day}, ${typed.slice(11, 16)}`;
}
