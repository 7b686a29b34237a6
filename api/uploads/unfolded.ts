/** One tag of a drawing in document order, with its depth and the elements it draws again. */
export type Drawn = { depth: number; id: string | undefined; again: readonly string[] };

/** The longest chain of references. Exported logos are far below it. */
const MOST_LINKS = 100;

/**
 * How many elements a browser draws: each `use` repeats everything it names. Nested repeats are
 * short to write and take endlessly to draw.
 */
export function unfolded(drawing: readonly Drawn[]): number {
  const places = new Map(drawing.flatMap(({ id }, at) => (id ? [[id, at] as const] : [])));
  const known = new Map<number, number>();

  function within(at: number, links: number): number {
    if (links > MOST_LINKS) return Infinity;
    const counted = known.get(at);
    if (counted !== undefined) return counted;
    known.set(at, 0); // browsers do not draw a cycle
    const depth = drawing[at]?.depth ?? 0;
    let sum = 0;
    for (let i = at; i === at || (drawing[i]?.depth ?? -1) > depth; i++) {
      sum++;
      for (const id of drawing[i]?.again ?? []) {
        const again = places.get(id);
        if (again !== undefined) sum += within(again, links + 1);
      }
    }
    known.set(at, sum);
    return sum;
  }

  return drawing.length > 0 ? within(0, 0) : 0;
}
