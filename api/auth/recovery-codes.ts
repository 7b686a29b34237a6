/** 32 signs that are not taken for each other, so that a random byte has no preferred one. */
const SIGNS = 'abcdefghijkmnpqrstuvwxyz23456789';
const CODES = 10;

/** Ten codes of 50 random bits, such as `k3v9m-x7t2p`. */
export const makeRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => {
    const bytes = crypto.getRandomValues(new Uint8Array(10));
    const signs = [...bytes].map((byte) => SIGNS[byte % SIGNS.length]).join('');
    return `${signs.slice(0, 5)}-${signs.slice(5)}`;
  });

/** A code as people type it: of the app with spaces, a recovery code in capitals or without the hyphen. */
export function readCode(typed: string): { kind: 'app' | 'recovery'; value: string } {
  const signs = typed.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (/^\d{6}$/.test(signs)) return { kind: 'app', value: signs };
  return { kind: 'recovery', value: `${signs.slice(0, 5)}-${signs.slice(5)}` };
}
