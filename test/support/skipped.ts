import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with the names of what it left out, so that nothing is left out unseen. */
export class Skipped implements Reporter {
  readonly #runtime: string;

  constructor(runtime: string) {
    this.#runtime = runtime;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const left = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    const names = left.map((test) => `\n  ${test.fullName}`).join('');
    const beside =
      this.#runtime === 'edge' ? ' (mail by SMTP is tested on Node: Workers send none)' : '';
    console.log(`Skipped on ${this.#runtime}: ${names || 'nothing'}${beside}`);
  }
}
