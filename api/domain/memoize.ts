/** Caches the last `max` values that take longer to create than to look up. */
export function memoize<Made>(max: number): (key: string, make: () => Made) => Made {
  const known = new Map<string, Made>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    const [oldest = key] = known.keys();
    if (known.size > max) known.delete(oldest);
    return made;
  };
}
