import { AwsClient } from 'aws4fetch';
import type { MirrorConfig } from '../core/config.ts';
import { SECOND } from '../domain/time/time.ts';
import type { StaticFile } from '../export/files.ts';

/** The part of the S3 API that a mirror needs. */
export class Bucket {
  readonly #client: AwsClient;
  readonly #url: string;

  constructor({ url, ...keys }: MirrorConfig) {
    this.#client = new AwsClient({ ...keys, service: 's3', retries: 2 });
    this.#url = url;
  }

  /** Null when there is no object. */
  async get(key: string): Promise<string | null> {
    const answer = await this.#ask('GET', key);
    return answer.status === 404 ? null : answer.text();
  }

  async put({ path, type, bytes }: StaticFile): Promise<void> {
    const headers = { 'content-type': type, 'cache-control': 'public, max-age=10' };
    await this.#ask('PUT', path, { headers, body: bytes });
  }

  async remove(key: string): Promise<void> {
    await this.#ask('DELETE', key);
  }

  async #ask(method: string, key: string, init: RequestInit = {}): Promise<Response> {
    const signal = AbortSignal.timeout(15 * SECOND);
    const answer = await this.#client.fetch(`${this.#url}/${key}`, { ...init, method, signal });
    if (answer.ok || (answer.status === 404 && method !== 'PUT')) return answer;
    throw new Error(`the bucket answered ${answer.status} to ${method} ${key}`);
  }
}
