import {
  type Document,
  isMap,
  isNode,
  isScalar,
  type LineCounter,
  type ParsedNode,
  Scalar,
} from 'yaml';
import type { SourcePosition } from '../template-error.ts';

export type Parsed = Document.Parsed<ParsedNode>;
export type Path = readonly PropertyKey[];

/** Positions in a file, as lines and columns counted from one. */
export class SourcePlaces {
  readonly #document: Parsed;
  readonly #lines: LineCounter;
  readonly #source: readonly string[];

  constructor(document: Parsed, lines: LineCounter, source: string) {
    this.#document = document;
    this.#lines = lines;
    this.#source = source.split(/\r?\n/);
  }

  at(offset: number): SourcePosition {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** The position of a key, not of its value. */
  ofKey(path: Path): SourcePosition {
    const key = this.#keyOf(path);
    return isNode(key) && key.range ? this.at(key.range[0]) : this.of(path);
  }

  /** The closest element to `path` in the file. */
  of(path: Path): SourcePosition {
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length);
      const node = this.#document.getIn(part, true);
      const found = isNode(node) && !isUnset(node) ? node : this.#keyOf(part);
      if (isNode(found) && found.range) return this.at(found.range[0]);
    }
    return this.at(this.#document.contents?.range[0] ?? this.#document.range[0]);
  }

  /** A position inside a text, if the text is written unchanged, only indented. */
  within(path: Path, place: SourcePosition | null): SourcePosition {
    const text = this.#document.getIn(path, true);
    const start = this.of(path);
    if (!place || !isScalar(text) || text.type !== Scalar.BLOCK_LITERAL) return start;
    const block = this.#source.slice(start.line);
    const blank = Math.max(
      0,
      block.findIndex((line) => line.trim() !== ''),
    );
    return {
      line: start.line + blank + place.line,
      column: place.column + (/^ */.exec(block[blank] ?? '')?.[0].length ?? 0),
    };
  }

  #keyOf(path: Path): unknown {
    const parent = path.length > 1 ? this.#document.getIn(path.slice(0, -1), true) : undefined;
    const map = path.length > 1 ? parent : this.#document.contents;
    const pairs = isMap(map) ? map.items : [];
    return pairs.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
  }
}

/** `name:` without a value: the key is the better position. */
const isUnset = (node: unknown): boolean => isScalar(node) && node.value === null;
