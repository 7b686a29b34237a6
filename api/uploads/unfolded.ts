/** One tag of a drawing, in the order of the file: how deep it stands, and what it draws once more. */
export type Drawn = { depth: number; id: string | undefined; again: readonly string[] };

/** From one to the next to the next: no program that exports logos comes near. */
const MOST_LINKS = 100;

/**
 * How many elements a browser unfolds a drawing into: each `use` stands for all that it names. Ten
 * that name ten that name ten are short to write, and longer to draw than any reader waits.
 */
export function unfolded(drawing: readonly Drawn[]): number {
  const places = new Map(drawing.flatMap(({ id }, at) => (id ? [[id, at] as const] : [])));
  const known = new Map<number, number>();

  function within(at: number, links: number): number {
    if (links > MOST_LINKS) return Infinity;
    const counted = known.get(at);
    if (counted !== undefined) return counted;
    known.set(at, 0); // what draws itself is drawn by no browser
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
