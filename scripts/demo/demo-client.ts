import { randomBytes } from 'node:crypto';
import type { Demo } from './demo-file.js';

const EMAIL = 'demo@ksap.example';

interface Envelope<T> {
  success: boolean;
  data: T;
  error?: { code: string; message: string };
}

/** The demo's own REST client: everything it does, a person could do with curl. */
export class DemoClient {
  private token: string | null = null;

  constructor(private readonly url: string) {}

  /** Signs the demo user in; registers it first when it is not there yet. */
  async signIn(kept: Demo | null): Promise<{ email: string; password: string }> {
    const known = kept ?? { email: EMAIL, password: `demo-${randomBytes(12).toString('base64url')}` };
    const account = { email: known.email, password: known.password };
    const login = await this.attempt<{ access_token: string }>('POST', '/auth/login', account);
    const session =
      login.data ??
      (await this.call<{ access_token: string }>('POST', '/auth/register', {
        ...account,
        first_name: 'Demo',
        last_name: 'User',
      }));
    this.token = session.access_token;
    return account;
  }

  /** `data` of a call that must succeed; throws with the API's own words. */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { data, error } = await this.attempt<T>(method, path, body);
    if (error) throw new Error(`${method} ${path}: ${error.code} ${error.message}`);
    return data as T;
  }

  async attempt<T>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ data: T | null; error: Envelope<T>['error'] }> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const envelope = (await response.json()) as Envelope<T>;
    return envelope.success ? { data: envelope.data, error: undefined } : { data: null, error: envelope.error };
  }
}
