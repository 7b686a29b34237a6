import { Component, Incident } from '../api/v1.ts';
import type { Subject } from '../world/subject.ts';

/** Options of a request. */
type Ask = { token?: string | null; headers?: Record<string, string>; raw?: string | FormData };

export const form = (text: string): Ask => ({
  raw: text,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
});

export type Client = ReturnType<typeof clientOf>;

/** Calls the manage API of a subject; `:p` in a path is its page. */
export function clientOf(subject: Pick<Subject, 'url' | 'pageId' | 'publisher'>) {
  async function ask(method: string, path: string, body?: unknown, options: Ask = {}) {
    const { token = subject.publisher, headers = {}, raw } = options;
    const response = await fetch(`${subject.url}/v1${path.replace(':p', subject.pageId)}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `OAuth ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? null : JSON.stringify(body)),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      json: text ? JSON.parse(text) : null,
    };
  }

  const newComponent = async (name: string, more: object = {}) =>
    Component.parse(
      (await ask('POST', '/pages/:p/components', { component: { name, ...more } })).json,
    );
  const newIncident = async (incident: object) =>
    Incident.parse((await ask('POST', '/pages/:p/incidents', { incident })).json);
  const readComponent = async (id: string) =>
    Component.parse((await ask('GET', `/pages/:p/components/${id}`)).json);
  return { ask, newComponent, newIncident, readComponent };
}
