const code = /(`+)[\s\S]*?\1/g;
/** “todo” is a word of some languages: a note to oneself is one in capitals. */
const marks =
  /\{\{[^}\n]{0,80}\}\}|\{%[^}\n]{0,80}%\}|\b(?:TODO|FIXME|TBD|XXX+)\b|\b[Ll]orem [Ii]psum\b/g;

/** What a writer meant to come back to: `{{ name }}`, `TODO`, `TBD`, `lorem ipsum`. Code is none. */
export const unfinishedIn = (text: string): string[] =>
  [...text.replace(code, ' ').matchAll(marks)].map(([found]) => found);
