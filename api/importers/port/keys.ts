import { sha256 } from '../../core/secret.ts';
import type { GivenPage } from './port.ts';

/** The same page with an ID of 12 characters for each key: the same for the same row of the same source. */
export async function withIds(given: GivenPage): Promise<GivenPage> {
  const rows = [given.page, ...given.components, ...given.incidents];
  const updates = given.incidents.flatMap((one) => one.incident_updates);
  const keys = new Set([...rows, ...updates].map(({ id }) => id));
  const ids = new Map(
    await Promise.all([...keys].map(async (key) => [key, await idOf(key)] as const)),
  );
  // A key without a row is a group or component that the source does not list.
  const id = (key: string) => ids.get(key) ?? 'unlisted';
  return {
    ...given,
    page: { ...given.page, id: id(given.page.id) },
    components: given.components.map((row) => ({
      ...{ ...row, id: id(row.id) },
      group_id: row.group_id ? id(row.group_id) : null,
    })),
    incidents: given.incidents.map((row) => ({
      ...{ ...row, id: id(row.id) },
      incident_updates: row.incident_updates.map((one) => ({
        ...{ ...one, id: id(one.id) },
        affected_components: (one.affected_components ?? []).map((change) => ({
          ...{ ...change, code: id(change.code) },
        })),
      })),
      components: row.components.map((one) => ({ id: id(one.id) })),
    })),
  };
}

const idOf = async (key: string): Promise<string> =>
  BigInt(`0x${await sha256(key)}`)
    .toString(36)
    .padStart(12, '0')
    .slice(-12);
