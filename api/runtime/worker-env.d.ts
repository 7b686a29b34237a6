/** Bindings in wrangler.toml. `readConfig` reads variables and secrets as on Node. */
declare module 'cloudflare:workers' {
  export const env: Record<string, unknown> & {
    /** Optional: carries “look” messages, so that mail does not wait for the cron. */
    QUEUE?: {
      send(message: 'poll'): Promise<void>;
      sendBatch(messages: { body: 'poll'; delaySeconds?: number }[]): Promise<void>;
    };
    /** Optional: stores the last-known copy for all locations; without it each has its own. */
    LAST_KNOWN?: Bucket;
  };
  /** Continues work after the response, for at most 30 s. */
  export function waitUntil(work: Promise<unknown>): void;
}

/** The part of an R2 bucket that is used. */
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
