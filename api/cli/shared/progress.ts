/** A progress line that is overwritten on a terminal; nothing in a log. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream;

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.#out = out;
  }

  say(line: string): void {
    if (this.#out.isTTY) this.#out.write(`\r\x1b[K${line}`);
  }

  done(): void {
    if (this.#out.isTTY) this.#out.write('\r\x1b[K');
  }
}
