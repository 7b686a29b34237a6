const encoder = new TextEncoder();
const decoder = new TextDecoder();
const VERSION = 'v1.';

/** HKDF and AES-256-GCM: a text is stored as nonce, encrypted text and tag, in base64. */
export const CIPHER = {
  hash: 'SHA-256',
  info: 'allclear encryption at rest',
  nonceBytes: 12,
  tagBytes: 16,
} as const;

/** Decrypts by the runtime's own means. Throws for what it can't. */
export type Opener = (
  secret: string,
) => (purpose: string, sealed: string) => string | Promise<string>;

/**
 * Encrypts what must be readable again, such as webhook addresses, with a key derived from
 * SECRET_KEY (HKDF-SHA-256, AES-256-GCM). `purpose` is authenticated: a text can't be moved to
 * another column.
 */
export class Encryption {
  readonly #key: Promise<CryptoKey>;
  readonly #open: ReturnType<Opener>;

  /** `opener`: the fastest implementation of the runtime. */
  constructor(secret: string, opener?: Opener) {
    this.#key = derivedKey(secret);
    this.#open = opener?.(secret) ?? ((purpose, sealed) => this.#openByWebCrypto(purpose, sealed));
  }

  async encrypt(purpose: string, text: string): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(CIPHER.nonceBytes));
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: encoder.encode(purpose) },
      await this.#key,
      encoder.encode(text),
    );
    return VERSION + toBase64(iv) + toBase64(new Uint8Array(sealed));
  }

  /** Null when the text was encrypted with another SECRET_KEY, for another purpose, or was changed. */
  async decrypt(purpose: string, stored: string): Promise<string | null> {
    if (!stored.startsWith(VERSION)) return null;
    try {
      return await this.#open(purpose, stored.slice(VERSION.length));
    } catch {
      return null;
    }
  }

  async #openByWebCrypto(purpose: string, sealed: string): Promise<string> {
    const bytes = fromBase64(sealed);
    const { nonceBytes } = CIPHER;
    const plain = await crypto.subtle.decrypt(
      {
        name: 'AES-GCM',
        iv: bytes.subarray(0, nonceBytes),
        additionalData: encoder.encode(purpose),
      },
      await this.#key,
      bytes.subarray(nonceBytes),
    );
    return decoder.decode(plain);
  }
}

async function derivedKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: CIPHER.hash,
      salt: new Uint8Array(),
      info: encoder.encode(CIPHER.info),
    },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
