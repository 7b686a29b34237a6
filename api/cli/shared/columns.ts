const WIDTH = 96;
const LEFT = 33;

/** Two aligned columns of a help text: what to type, and what it does, wrapped at words. */
export const columns = (lines: Readonly<Record<string, string>>): string =>
  Object.entries(lines)
    .flatMap(([typed, about]) =>
      wrapped(about, WIDTH - LEFT).map(
        (part, n) => `  ${(n === 0 ? typed : '').padEnd(LEFT - 2)}${part}`,
      ),
    )
    .join('\n');

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
