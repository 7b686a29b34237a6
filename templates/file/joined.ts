/** Joins files of single templates into one. */
export const joined = (sources: readonly string[]): string =>
  sources
    .map((source) => source.replaceAll('\r\n', '\n').replace(/^\uFEFF/, ''))
    .map((source) => source.replace(/\n*$/, '\n'))
    .map((source, i) => (i === 0 || source.startsWith('---') ? source : `---\n${source}`))
    .join('');
