import type { Json, JsonObject } from '../core/json.js';
import { createSandbox, type Sandbox } from '../core/server.js';

export interface TiktokAnswer {
  status: number;
  code: number;
  message: string;
  data: JsonObject;
}

export const EUR = '7000000000000000001';

/** Calls to a sandbox of its own, for this folder's tests. */
export class Tiktok {
  private constructor(readonly sandbox: Sandbox) {}

  static async start(settings: Record<string, string> = {}): Promise<Tiktok> {
    return new Tiktok(
      await createSandbox({ orders: 5, products: 3, settings: { SANDBOX_TIKTOK_QPS: '1000', ...settings } }),
    );
  }

  /** Lists and objects are sent as JSON. */
  get(path: string, query: JsonObject = {}, token: string | null = 'sandbox-tiktok-token'): Promise<TiktokAnswer> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    return this.send(`${path}?${search.toString()}`, { headers: token === null ? {} : { 'access-token': token } });
  }

  post(path: string, body: JsonObject, token: string | null = 'sandbox-tiktok-token'): Promise<TiktokAnswer> {
    const headers = { 'content-type': 'application/json', ...(token !== null && { 'access-token': token }) };
    return this.send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async send(path: string, init: RequestInit): Promise<TiktokAnswer> {
    const answer = await fetch(`${this.sandbox.url}/tiktok/open_api/v1.3${path}`, init);
    const body = (await answer.json()) as JsonObject;
    const { code, message, data } = body;
    return { status: answer.status, code: code as number, message: message as string, data: data as JsonObject };
  }

  async event(type: string, payload: JsonObject = {}): Promise<JsonObject> {
    return (await this.control('POST', 'events', { provider: 'tiktok', type, ...payload })) as JsonObject;
  }

  async control(method: string, path: string, body?: JsonObject): Promise<Json> {
    const init = { method, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${this.sandbox.url}/_sandbox/${path}`, init);
    const told = (await answer.json()) as Json;
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(told)}`);
    return told;
  }
}
