import { encodeBase64Url } from 'hono/utils/encode';

const encoder = new TextEncoder();

export const sha256: (...data: Parameters<Digest>) => Promise<string> = async (data) =>
  toHex(
    await crypto.subtle.digest('SHA-256', typeof data === 'string' ? encoder.encode(data) : data),
  );

/** The form in which suppressed addresses are stored. It does not depend on the secret. */
export const addressHash = async (email: string, digest: Digest = sha256): Promise<string> =>
  digest(`address:${email}`);

/** SHA-256 in hex. */
export type Digest = (data: string | Uint8Array<ArrayBuffer>) => string | Promise<string>;

/** 256 random bits in the URL alphabet, for tokens that are shown once. */
export function randomToken(): string {
  return inUrl(crypto.getRandomValues(new Uint8Array(32)).buffer);
}

/** The first 128 bits of HMAC-SHA-256 under one key, in the URL alphabet. */
type Mac = (text: string) => string | Promise<string>;

export type Hashes = { mac: (secret: string) => Mac; digest: Digest };

const webMac = (secret: string): Mac => {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', encoder.encode(secret), hmac, false, ['sign']);
  return async (text) => {
    const mac = await crypto.subtle.sign('HMAC', await key, encoder.encode(text));
    return inUrl(mac.slice(0, 16));
  };
};

/** Signs links, so that nothing must be stored. A token is valid for one purpose only. */
export class Signer {
  readonly #mac: Mac;
  readonly #digest: Digest;

  /** `by`: the fastest implementation of the runtime. */
  constructor(secret: string, by: Hashes = { mac: webMac, digest: sha256 }) {
    this.#mac = by.mac(secret);
    this.#digest = by.digest;
  }

  addressHash(email: string): Promise<string> {
    return addressHash(email, this.#digest);
  }

  async sign(purpose: string, ...parts: (string | number)[]): Promise<string> {
    return this.#mac(JSON.stringify([purpose, ...parts]));
  }

  /** In constant time. */
  async verify(token: string, purpose: string, ...parts: (string | number)[]): Promise<boolean> {
    return sameText(token, await this.sign(purpose, ...parts));
  }
}

/** Compares texts of equal length in constant time. */
export function sameText(given: string, expected: string): boolean {
  if (given.length !== expected.length) return false;
  let difference = 0;
  for (let i = 0; i < expected.length; i++)
    difference |= given.charCodeAt(i) ^ expected.charCodeAt(i);
  return difference === 0;
}

const toHex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Without padding. */
const inUrl = (bytes: ArrayBuffer): string => encodeBase64Url(bytes).replace(/=+$/, '');
