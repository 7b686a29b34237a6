type Mark = { severity: string | null; x: number; y: number };

/** Above this many incidents, marks have no titles, and those in one place are drawn once. */
export const MAX_TITLES = 60;
/** Places along the width of a chart: about three pixels each. */
const PLACES = 250;
/** Pixels. */
const STEP = 2;

/** One outline per severity; `marksOf` repeats it. */
export const outlinesOf = (id: string, severities: readonly string[]) =>
  [...severities, null].map((severity) => ({
    id: `${id}-${severity === null ? 'none' : severities.indexOf(severity)}`,
    severity,
  }));

/** Markup of many marks, grouped by severity. Numbers only: no text of an author is in it. */
export function marksOf(
  outlines: ReturnType<typeof outlinesOf>,
  marks: readonly Mark[],
): { severity: string | null; markup: string }[] {
  return outlines.flatMap(({ id, severity }) => {
    const places = new Set(
      marks
        .filter((mark) => mark.severity === severity)
        .map(({ x, y }) => {
          const [along, up] = [Math.round(x * PLACES) / PLACES, Math.round(y / STEP) * STEP];
          return `x="${Number((along * 100).toFixed(1))}%" y="${up}"`;
        }),
    );
    const markup = [...places].map((place) => `<use href="#${id}" ${place}/>`).join('');
    return markup === '' ? [] : [{ severity, markup }];
  });
}
