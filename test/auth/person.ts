import type { TestApp } from '../support/app.js';
import { PASSWORD } from '../support/factories.js';
import type { Answer, HttpClient } from '../support/http.js';

export const AUTH = '/api/v1/auth';
export const USERS = '/api/v1/users';
export const OTHER_PASSWORD = 'copper-meadow-telescope-9';

export interface Person {
  id: string;
  email: string;
  http: HttpClient;
  access_token: string;
  refresh_token: string;
}

let made = 0;

/** Somebody who registered over the wire just now. */
export async function aPerson(app: TestApp, fields: Record<string, unknown> = {}): Promise<Person> {
  made += 1;
  const email = `somebody-${made}@mail.example`;
  return personOf(app, await app.http.post(`${AUTH}/register`, { email, password: PASSWORD, ...fields }));
}

/** Another sign-in of the same person. */
export async function again(app: TestApp, person: { email: string }, password = PASSWORD): Promise<Person> {
  return personOf(app, await app.http.post(`${AUTH}/login`, { email: person.email, password }));
}

function personOf(app: TestApp, answer: Answer): Person {
  if (answer.status >= 300) throw new Error(`Cannot sign in: ${answer.status} ${answer.text}`);
  const { user, access_token, refresh_token } = answer.body.data;
  const http = app.http.with({ authorization: `Bearer ${access_token}` });
  return { id: user.id, email: user.email, http, access_token, refresh_token };
}

/** `401 UNAUTHENTICATED` */
export const said = ({ status, body }: Answer): string => `${status} ${String(body?.error?.code ?? 'OK')}`;
