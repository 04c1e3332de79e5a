import { PASSWORD } from './factories.js';
import type { HttpClient } from './http.js';

/**
 * A client that is signed in as `user` (made by `aUser`, or registered with its password), over the same wire as
 * everybody: POST auth/login.
 */
export async function as(
  http: HttpClient,
  user: { email: string; password?: string },
): Promise<HttpClient & { refresh_token: string }> {
  const answer = await http.post('/api/v1/auth/login', { email: user.email, password: user.password ?? PASSWORD });
  if (answer.status !== 200) throw new Error(`${user.email} cannot sign in: ${answer.status} ${answer.text}`);
  const client = http.with({ authorization: `Bearer ${String(answer.body.data.access_token)}` });
  return Object.assign(client, { refresh_token: String(answer.body.data.refresh_token) });
}
