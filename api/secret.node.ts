import { createHmac, createSecretKey, hash } from 'node:crypto';
import type { Hashes } from './secret.ts';

/** A fan-out takes three hashes a mail: a fifth of the time of the Web's own, which go by way of a thread. */
export const nodeHashes: Hashes = {
  mac: (secret) => {
    const key = createSecretKey(secret, 'utf8');
    return (text) => createHmac('sha256', key).update(text).digest();
  },
  digest: (text) => hash('sha256', text),
};
