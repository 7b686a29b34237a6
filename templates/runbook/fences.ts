/** A line of Markdown; `isCode` inside of a fenced block and on its fences. */
export type SourceLine = { text: string; isCode: boolean };

/** Lines of a text, with those of fenced code blocks marked. Fences in lists are indented. */
export function linesOf(source: string): SourceLine[] {
  let fence = '';
  return source.split('\n').map((text) => {
    const [, mark = '', info = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(text) ?? [];
    if (fence) {
      const closes = mark.startsWith(fence) && info.trim() === '';
      if (closes) fence = '';
      return { text, isCode: true };
    }
    // A line such as “```a` b” is inline code.
    if (mark && !(mark.startsWith('`') && info.includes('`'))) fence = mark;
    return { text, isCode: fence !== '' };
  });
}

/** What closes a block that the text leaves open, or nothing. */
export function openFenceOf(source: string): string {
  let fence = '';
  for (const line of source.split('\n')) {
    const [, mark = '', info = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (fence && mark.startsWith(fence) && info.trim() === '') fence = '';
    else if (!fence && mark && !(mark.startsWith('`') && info.includes('`'))) fence = mark;
  }
  return fence;
}
