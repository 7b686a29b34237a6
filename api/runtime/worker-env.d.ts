/** What wrangler.toml binds. `readConfig` reads variables and secrets as it reads Node's environment. */
declare module 'cloudflare:workers' {
  export const env: Record<string, unknown> & {
    /** Optional: carries “look”, so that a publish need not wait for the minute. */
    QUEUE?: {
      send(message: 'look'): Promise<void>;
      sendBatch(messages: { body: 'look'; delaySeconds?: number }[]): Promise<void>;
    };
    /** Optional: keeps the last-known copy for every place; without it each place keeps its own. */
    LAST_KNOWN?: Bucket;
  };
  /** Lets work of the present request go on after its answer, for 30 s at most. */
  export function waitUntil(work: Promise<unknown>): void;
}

/** What is used of an R2 bucket. */
interface Bucket {
  head(key: string): Promise<{ customMetadata?: Record<string, string> } | null>;
  get(
    key: string,
  ): Promise<{ text(): Promise<string>; arrayBuffer(): Promise<ArrayBuffer> } | null>;
  put(
    key: string,
    body: string | Uint8Array,
    options?: { customMetadata: Record<string, string> },
  ): Promise<unknown>;
}
