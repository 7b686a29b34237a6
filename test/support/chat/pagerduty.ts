import { type Answer, ChatService, objectIn, type Received } from './far-end.ts';

const MAX_BYTES = 512 * 1024;
const KEY = /^[A-Za-z0-9]{32}$/;
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

type Alert = { state: 'triggered' | 'acknowledged' | 'resolved'; summary: string };

/** PagerDuty’s Events API v2, with the limits and required fields that it publishes. */
export class PagerDuty extends ChatService {
  /** Integration keys of services. */
  readonly services = new Set<string>();
  /** By deduplication key. */
  readonly alerts = new Map<string, Alert>();
  /** Every event that was taken, as `action summary`. */
  readonly log: string[] = [];

  protected answer({ method, path, text }: Received): Answer {
    if (method !== 'POST' || path !== '/v2/enqueue') return { status: 404 };
    if (Buffer.byteLength(text) > MAX_BYTES) return this.invalid('larger than 512 KB', 413);
    const event = objectIn(text);
    if (!event) return this.invalid('not JSON');
    const { routing_key: key, event_action: action, dedup_key: dedup } = event;
    if (typeof key !== 'string' || !KEY.test(key)) return this.invalid('routing_key');
    if (typeof dedup !== 'string' || dedup.length > 255) return this.invalid('dedup_key');
    if (action === 'trigger') {
      const wrong = wrongIn(event.payload);
      if (wrong) return this.invalid(wrong);
    } else if (action !== 'acknowledge' && action !== 'resolve')
      return this.invalid('event_action');
    if (!this.services.has(key)) return this.invalid('routing_key of no service');
    if (this.isTooFast(key)) return { status: 429, headers: { 'retry-after': '7' } };
    this.#take(action, dedup, event.payload as { summary: string } | undefined); // checked above
    return {
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: dedup },
    };
  }

  /** Events about an alert that is not open are taken and change nothing. */
  #take(action: string, dedup: string, payload: { summary: string } | undefined): void {
    const before = this.alerts.get(dedup);
    const summary = payload?.summary ?? before?.summary ?? '';
    this.log.push(`${action} ${summary}`.trim());
    const isOpen = before !== undefined && before.state !== 'resolved';
    if (action === 'trigger' && !isOpen) this.alerts.set(dedup, { state: 'triggered', summary });
    if (action === 'acknowledge' && isOpen) before.state = 'acknowledged';
    if (action === 'resolve' && isOpen) before.state = 'resolved';
  }

  private invalid(error: string, status = 400): Answer {
    return this.refuse(error, {
      status,
      body: { status: 'invalid event', message: 'Event object is invalid', errors: [error] },
    });
  }
}

function wrongIn(payload: unknown): string | null {
  if (typeof payload !== 'object' || payload === null) return 'payload';
  const { summary, source, severity, timestamp } = payload as Record<string, unknown>; // any object
  if (typeof summary !== 'string' || summary === '' || summary.length > 1024) return 'summary';
  if (typeof source !== 'string' || source === '') return 'source';
  if (!SEVERITIES.includes(String(severity))) return 'severity';
  return timestamp === undefined || !Number.isNaN(Date.parse(String(timestamp)))
    ? null
    : 'timestamp';
}
