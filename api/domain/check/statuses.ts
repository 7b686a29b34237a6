/** Ranges of HTTP status codes, from `200-299, 401`; null for anything else. */
export function statusRangesIn(text: string): (readonly [from: number, to: number])[] | null {
  const ranges = text.split(',').map((part) => {
    const [, from, to] = /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/.exec(part) ?? [];
    return from === undefined ? null : ([Number(from), Number(to ?? from)] as const);
  });
  return ranges.every((one) => one !== null && one[0] <= one[1])
    ? (ranges as (readonly [number, number])[])
    : null;
}
