import { CaptureTag, Context, type Liquid } from 'liquidjs';

/** Tags and texts per rendering, counted in each loop. */
const MAX_STEPS = 10_000;

/** How many tags and texts several renderings may have together. */
export type Budget = { steps: number };

/**
 * The context of a template. Steps are counted and not timed: load changes nothing, and on Workers
 * the clock stands still while code runs.
 */
export function limited(engine: Liquid, words: object, budget?: Budget): Context {
  const context = new Context(words, engine.options, { sync: true }, { liquid: engine });
  let steps = 0;
  context.renderLimit.check = () => {
    steps++;
    if (steps > MAX_STEPS) throw new Error('it takes too long: a loop runs too often');
    if (budget && --budget.steps < 0)
      throw new Error('it takes too long for all of them together: send fewer at once');
  };
  return context;
}

/** The memory limit does not count captured text, which could double without end. */
export class CountedCapture extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const counting = context.bottom() as Record<string, unknown>; // where a capture stores its text
    yield* super.render(context);
    context.memoryLimit.use(String(counting[this.variable] ?? '').length);
  }
}
