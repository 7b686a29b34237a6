/** The text of a file, or what to do about it. */
export type FileText = { text: string } | { wrong: string };

const CP1252 = 'windows-1252';
const UNREADABLE =
  'This isn’t a text file that we can read. Save it as “CSV UTF-8 (comma delimited)” and try again.';
const WORKBOOK =
  'This is a spreadsheet, not a CSV file. In Excel, choose File → Save As → “CSV UTF-8 (comma delimited)”, then import that file.';

/**
 * Reads UTF-8, UTF-16 with or without a byte order mark, and otherwise Windows-1252, as which Excel
 * saves “CSV”.
 */
export function textOfFile(bytes: Uint8Array): FileText {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return { wrong: WORKBOOK };
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf) return { wrong: WORKBOOK };
  const text = decoded(bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a text has none of them
  if (text === null || /[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text))
    return { wrong: UNREADABLE };
  return { text: text.replace(/^\ufeff/, '') };
}

function decoded(bytes: Uint8Array): string | null {
  const read = (encoding: string): string | null => {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return read('utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return read('utf-16be');
  const start = bytes.subarray(0, 2000);
  const zeros = (parity: number) =>
    start.filter((byte, i) => byte === 0 && i % 2 === parity).length;
  if (zeros(1) > start.length / 4) return read('utf-16le');
  if (zeros(0) > start.length / 4) return read('utf-16be');
  return read('utf-8') ?? read(CP1252);
}

/** The separator of the first line, as Excel and other programs write it. */
export function separatorOf(text: string): { separator: string; text: string } {
  const [, named, rest] = /^sep=(.)\r?\n([\s\S]*)$/i.exec(text) ?? [];
  if (named !== undefined && rest !== undefined) return { separator: named, text: rest };
  const first = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const counted = [',', ';', '\t', '|'].map((one) => ({ one, n: first.split(one).length }));
  const best = counted.reduce((most, one) => (one.n > most.n ? one : most));
  return { separator: best.one, text };
}
