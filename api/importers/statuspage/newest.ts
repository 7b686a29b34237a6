/** An item may be in two files: the last updated one counts, otherwise the first. */
export function newestOf<T extends { id: string; updated_at?: number | undefined }>(
  items: readonly T[],
): T[] {
  const newest = new Map<string, T>();
  for (const item of items) {
    const other = newest.get(item.id);
    if (!other || (item.updated_at || 0) > (other.updated_at || 0)) newest.set(item.id, item);
  }
  return [...newest.values()];
}
