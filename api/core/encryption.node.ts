import { createDecipheriv, createSecretKey, hkdfSync } from 'node:crypto';
import { CIPHER, type Opener } from './encryption.ts';

/** Web Crypto hands each text to another thread, which takes ten times as long as decrypting it. */
export const nodeOpener: Opener = (secret) => {
  const { hash, info, nonceBytes, tagBytes } = CIPHER;
  const key = createSecretKey(new Uint8Array(hkdfSync(hash, secret, '', info, 32)));
  return (purpose, sealed) => {
    const bytes = Buffer.from(sealed, 'base64');
    const nonce = bytes.subarray(0, nonceBytes);
    const opening = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    opening.setAAD(Buffer.from(purpose));
    opening.setAuthTag(bytes.subarray(-tagBytes));
    const text = opening.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([text, opening.final()]).toString();
  };
};
