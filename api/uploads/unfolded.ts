/** One tag of a drawing in document order, with its depth and the elements it draws again. */
export type Drawn = { depth: number; id: string | undefined; again: readonly string[] };

/** The longest chain of references. Exported logos are far below it. */
const MAX_LINKS = 100;
/** Every reference is followed at least once, also one that draws nothing. */
const LINKS_PER_ELEMENT = 10;

/** An element that is being drawn again: the reference reached `at`, and `now` is the tag within it. */
type Open = { at: number; now: number };

/**
 * How many elements a browser draws, counted up to `most`; above it, Infinity. Each `use` repeats
 * everything it names, so nested repeats are short to write and take endlessly to draw. A reference
 * to an element that is being drawn is a cycle and draws nothing; the rest of it is drawn.
 */
export function unfolded(drawing: readonly Drawn[], most: number): number {
  const places = new Map(drawing.flatMap(({ id }, at) => (id ? [[id, at] as const] : [])));
  const links = drawing.map(({ again }) => again.flatMap((id) => places.get(id) ?? []));
  const ends = endsOf(drawing);
  const open: Open[] = [];
  let elements = 0;
  let followed = 0;

  const isBeingDrawn = (target: number): boolean =>
    open.some(({ at, now }) => at <= target && target <= now && now < (ends[target] ?? 0));

  /** False when there are too many: each path through a cycle is another, so none is counted ahead. */
  function draw(at: number): boolean {
    if (open.length > MAX_LINKS) return false;
    const here = { at, now: at };
    open.push(here);
    for (; here.now < (ends[at] ?? 0); here.now++) {
      if (++elements > most) return false;
      for (const target of links[here.now] ?? []) {
        if (++followed > most * LINKS_PER_ELEMENT) return false;
        if (!isBeingDrawn(target) && !draw(target)) return false;
      }
    }
    open.pop();
    return true;
  }

  return drawing.length === 0 || draw(0) ? elements : Infinity;
}

/** For each element, where the next one begins that is not within it. */
function endsOf(drawing: readonly Drawn[]): number[] {
  const ends = drawing.map(() => drawing.length);
  const path: number[] = [];
  for (const [i, { depth }] of drawing.entries()) {
    for (const closed of path.splice(depth)) ends[closed] = i;
    path.push(i);
  }
  return ends;
}
