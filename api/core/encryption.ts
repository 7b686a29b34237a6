const encoder = new TextEncoder();
const decoder = new TextDecoder();
const VERSION = 'v1.';

/**
 * Encrypts what must be readable again, such as webhook addresses, with a key derived from
 * SECRET_KEY (HKDF-SHA-256, AES-256-GCM). `purpose` is authenticated: a text can't be moved to
 * another column.
 */
export class Encryption {
  readonly #key: Promise<CryptoKey>;

  constructor(secret: string) {
    this.#key = derivedKey(secret);
  }

  async encrypt(purpose: string, text: string): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
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
      const text = stored.slice(VERSION.length);
      const plain = await crypto.subtle.decrypt(
        {
          name: 'AES-GCM',
          iv: fromBase64(text.slice(0, 16)),
          additionalData: encoder.encode(purpose),
        },
        await this.#key,
        fromBase64(text.slice(16)),
      );
      return decoder.decode(plain);
    } catch {
      return null;
    }
  }
}

async function derivedKey(secret: string): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, [
    'deriveKey',
  ]);
  return crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(),
      info: encoder.encode('allclear encryption at rest'),
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
