/** Without it Excel does not read UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** A line of CSV (RFC 4180). */
export const csvLine = (cells: (string | number)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** An apostrophe keeps spreadsheets from reading a text as a formula. */
function cell(value: string | number): string {
  if (typeof value === 'number') return `${value}`;
  const inert = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
