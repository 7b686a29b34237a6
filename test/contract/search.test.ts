import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf } from '../support/server/client.ts';
import { eventually } from '../support/world/eventually.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

const PARTS = '/api/allclear/incidents.json';

describe('Searching the history', () => {
  let subject: Subject;
  let client: Client;
  beforeAll(async () => {
    subject = await startSubject();
    client = clientOf(subject);
  });
  afterAll(() => subject.stop());

  const publish = (name: string, body: string) =>
    client.newIncident({ name, body, status: 'resolved', preflight_override: 'a test' });
  /** Fewer than the limit of a minute. */
  async function names(q: string): Promise<string[]> {
    const answer = await fetch(`${subject.url}${PARTS}?${new URLSearchParams({ q })}`);
    expect([q, answer.status]).toEqual([q, 200]);
    const { incidents } = (await answer.json()) as { incidents: { name: string }[] };
    return incidents.map((one) => one.name);
  }

  test('finds words, parts, accents, short words and two characters of Japanese', async () => {
    const { id } = await publish('Kartenzahlung gestört', 'Le paiement échoue. DB, 決済エラー');
    await publish('Search is slow', 'All else is well.');
    for (const q of [
      'KARTEN',
      'zahlung gestort',
      'echoue',
      'db',
      '決済',
      'エラー',
      '"le paiement"',
    ])
      expect([q, await names(q)]).toEqual([q, ['Kartenzahlung gestört']]);
    await client.ask('PATCH', `/pages/:p/incidents/${id}`, {
      incident: { name: 'Cards declined', status: 'resolved', body: 'A certificate had expired.' },
    });
    expect(await names('certificate')).toEqual(['Cards declined']);
    expect(await names('kartenzahlung')).toEqual([]);
    expect((await client.ask('DELETE', `/pages/:p/incidents/${id}`)).status).toBe(200);
    expect(await names('certificate')).toEqual([]);
  });

  test('treats any input as text', async () => {
    for (const q of ['NEAR(', '"', '""" OR', "'; drop table incident", 'name:x*', '\u0000', '%'])
      await names(q);
    expect(await names('slow')).toEqual(['Search is slow']);
  });

  test('is limited for a network that searches very often', async () => {
    const ask = () => fetch(`${subject.url}${PARTS}?q=again`);
    const answer = await eventually(async () => {
      const one = await ask();
      expect(one.status).toBe(429);
      return one;
    });
    expect(answer.headers.get('content-type')).toContain('problem+json');
    expect((await fetch(`${subject.url}/api/v2/summary.json`)).status).toBe(200);
  });
});
