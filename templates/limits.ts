import { CaptureTag, Context, type Liquid } from 'liquidjs';

/** Tags and texts of one rendering, loops counted through. */
const MOST_STEPS = 10_000;

/**
 * What a template runs in. Steps are counted, not timed: a busy machine refuses nothing that it took
 * before, and an edge runtime's clock stands still while code runs.
 */
export function limited(engine: Liquid, words: object): Context {
  const context = new Context(words, engine.options, { sync: true }, { liquid: engine });
  let steps = 0;
  context.renderLimit.check = () => {
    steps++;
    if (steps > MOST_STEPS) throw new Error('it takes too long: a loop runs too often');
  };
  return context;
}

/** The memory limit overlooks what is captured, so that a text could double itself without end. */
export class CountedCapture extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const counting = context.bottom() as Record<string, unknown>; // where a capture puts its text
    yield* super.render(context);
    context.memoryLimit.use(String(counting[this.variable] ?? '').length);
  }
}
