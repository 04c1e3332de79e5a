import { createHmac } from 'node:crypto';
import type { Json, JsonObject } from '../core/json.js';
import { createSandbox, type Sandbox } from '../core/server.js';

export interface GraphAnswer {
  status: number;
  headers: Headers;
  body: JsonObject;
  error: JsonObject;
  data: JsonObject[];
}

export const SECRET = 'sandbox-meta-app-secret';
export const EUR = 'act_1000000001';

/** Calls to a sandbox of its own, for this folder's tests. */
export class Graph {
  private constructor(readonly sandbox: Sandbox) {}

  static async start(settings: Record<string, string> = {}): Promise<Graph> {
    return new Graph(await createSandbox({ orders: 5, products: 3, settings }));
  }

  get(
    path: string,
    query: Record<string, string> = {},
    token: string | null = 'sandbox-meta-long-token',
  ): Promise<GraphAnswer> {
    const search = new URLSearchParams({ ...(token !== null && { access_token: token }), ...query });
    return this.send(`${path}?${search.toString()}`, { method: 'GET' });
  }

  post(path: string, body: JsonObject = {}, token = 'sandbox-meta-long-token'): Promise<GraphAnswer> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return this.send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  remove(path: string, token = 'sandbox-meta-long-token'): Promise<GraphAnswer> {
    return this.send(path, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  }

  async send(path: string, init: RequestInit): Promise<GraphAnswer> {
    const answer = await fetch(`${this.sandbox.url}/meta/v26.0${path}`, { redirect: 'manual', ...init });
    const text = await answer.text();
    const body = (text === '' ? {} : JSON.parse(text)) as JsonObject;
    const data = Array.isArray(body.data) ? (body.data as JsonObject[]) : [];
    return { status: answer.status, headers: answer.headers, body, error: (body.error ?? {}) as JsonObject, data };
  }

  async event(type: string, payload: JsonObject = {}): Promise<JsonObject> {
    const answer = await this.control('POST', 'events', { provider: 'meta', type, ...payload });
    return answer as JsonObject;
  }

  async control(method: string, path: string, body?: JsonObject): Promise<Json> {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${this.sandbox.url}/_sandbox/${path}`, init);
    const told = (await answer.json()) as Json;
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
    return told;
  }
}

export function proof(token: string, secret = SECRET): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}
