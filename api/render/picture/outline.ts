export type Point = { x: number; y: number };
/** Closed shapes of straight lines; a hole runs the other way round. */
export type Outline = Point[][];

const STEPS = 6;

/** An SVG path of the commands that font outlines have, M L Q Z, all absolute. */
export function outlineOf(path: string): Outline {
  const outline: Outline = [];
  for (const [, command = '', given = ''] of path.matchAll(/([MLQZ])([^MLQZ]*)/g)) {
    const n = (given.match(/-?[\d.]+/g) ?? []).map(Number) as [number, number, number, number];
    if (command === 'M') outline.push([]);
    const shape = outline.at(-1) ?? [];
    if (command === 'M' || command === 'L') shape.push({ x: n[0], y: n[1] });
    if (command === 'Q') {
      const from = shape.at(-1) ?? { x: 0, y: 0 };
      shape.push(...curve(from, { x: n[0], y: n[1] }, { x: n[2], y: n[3] }));
    }
  }
  return outline;
}

function curve(from: Point, by: Point, to: Point): Point[] {
  return Array.from({ length: STEPS }, (_, i) => {
    const t = (i + 1) / STEPS;
    const at = (a: number, b: number, c: number) =>
      (1 - t) ** 2 * a + 2 * t * (1 - t) * b + t ** 2 * c;
    return { x: at(from.x, by.x, to.x), y: at(from.y, by.y, to.y) };
  });
}

/** `flip` for outlines that are measured upwards, as in fonts. */
export const placed = (
  outline: Outline,
  at: { x: number; y: number; scale: number; flip?: boolean },
): Outline =>
  outline.map((shape) =>
    shape.map(({ x, y }) => ({
      x: at.x + x * at.scale,
      y: at.y + (at.flip ? -y : y) * at.scale,
    })),
  );
