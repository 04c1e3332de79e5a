import { startTestApp, type TestApp } from '../support/app.js';
import { PASSWORD } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import { mailTo } from '../support/mailbox.js';
import { again, aPerson, AUTH, OTHER_PASSWORD, said, USERS, type Person } from '../auth/person.js';

interface ShownSession {
  id: string;
  is_current: boolean;
}

const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('the security of an account', () => {
  let app: TestApp;
  let person: Person;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    person = await aPerson(app);
  });

  const isOpen = async ({ http, refresh_token }: Person): Promise<boolean> => {
    const profile = await http.get(`${USERS}/profile`);
    const refresh = await app.http.post(`${AUTH}/refresh`, { refresh_token });
    expect(profile.status).toBe(refresh.status);
    return profile.status === 200;
  };

  describe('POST /users/change-password', () => {
    const change = (current: string, next: string): Promise<Answer> =>
      person.http.post(`${USERS}/change-password`, { current_password: current, new_password: next });

    it('changes it, ends the other sessions, keeps this one and other people’s, and tells the person', async () => {
      const elsewhere = await again(app, person);
      const other = await aPerson(app);
      expect((await change(PASSWORD, OTHER_PASSWORD)).status).toBe(200);
      expect(await isOpen(person)).toBe(true);
      expect(await isOpen(elsewhere)).toBe(false);
      expect(await isOpen(other)).toBe(true);
      await expect(again(app, person, PASSWORD)).rejects.toThrow('401');
      expect((await again(app, person, OTHER_PASSWORD)).id).toBe(person.id);
      await mailTo(app, person.email, 'password was changed');
      expect(await app.db.count('audit_log', "user_id = $1 AND action = 'user.password_changed'", [person.id])).toBe(1);
    });

    it('answers 401 to a wrong current password, and changes nothing', async () => {
      expect(said(await change('wrong-wrong-wrong', OTHER_PASSWORD))).toBe('401 INVALID_CREDENTIALS');
      expect((await again(app, person)).id).toBe(person.id);
    });

    it.each([
      ['too-short', 'at least 12 characters'],
      ['password12345', 'too easy to guess'],
      [PASSWORD, 'another one'],
    ])('refuses %s as the new one', async (next, reason) => {
      const answer = await change(PASSWORD, next);
      expect(said(answer)).toBe('400 VALIDATION_ERROR');
      expect(answer.body.error.details).toMatchObject({
        field: 'new_password',
        reason: expect.stringContaining(reason),
      });
      expect((await again(app, person)).id).toBe(person.id);
    });

    it('makes whoever guesses with a stolen access token wait, also when all guesses come at once', async () => {
      const answers = await Promise.all(Array.from({ length: 9 }, () => change('wrong-wrong-wrong', OTHER_PASSWORD)));
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
      expect(said(await change(PASSWORD, OTHER_PASSWORD))).toBe('429 RATE_LIMITED');
    });

    it('is refused without a token', async () => {
      const answer = await app.http.post(`${USERS}/change-password`, {
        current_password: PASSWORD,
        new_password: OTHER_PASSWORD,
      });
      expect(said(answer)).toBe('401 UNAUTHENTICATED');
    });
  });

  describe('GET /users/sessions', () => {
    it('lists the open sessions of the caller alone, newest first, this one marked, without a secret', async () => {
      await aPerson(app);
      const second = await again(app, person);
      const gone = await again(app, person);
      await gone.http.post(`${AUTH}/logout`, {});
      const { items, page } = (await person.http.get(`${USERS}/sessions`)).body.data;
      expect(page).toEqual({ limit: 50, next_cursor: null, has_more: false });
      expect((items as ShownSession[]).map(({ is_current }) => is_current)).toEqual([false, true]);
      expect(Object.keys(items[0]).sort()).toEqual([
        'created_at',
        'expires_at',
        'id',
        'ip',
        'is_current',
        'last_used_at',
        'user_agent',
      ]);
      const seen = (await second.http.get(`${USERS}/sessions?limit=1&include_total=true`)).body.data;
      expect(seen.items[0]).toMatchObject({ is_current: true, ip: '127.0.0.1' });
      expect(seen.page).toMatchObject({ has_more: true, total: 2 });
      const next = (await second.http.get(`${USERS}/sessions?limit=1&cursor=${seen.page.next_cursor}`)).body.data;
      expect(next.items[0].is_current).toBe(false);
    });

    it('refuses a cursor of another person’s list', async () => {
      await again(app, person);
      const { page } = (await person.http.get(`${USERS}/sessions?limit=1`)).body.data;
      const other = await aPerson(app);
      expect(said(await other.http.get(`${USERS}/sessions?cursor=${page.next_cursor}`))).toBe('400 VALIDATION_ERROR');
    });
  });

  describe('DELETE /users/sessions/:session_id', () => {
    const idOf = async (one: Person): Promise<string> => {
      const { items } = (await one.http.get(`${USERS}/sessions`)).body.data;
      return (items as ShownSession[]).find(({ is_current }) => is_current)!.id;
    };

    it('ends that session at once and no other', async () => {
      const elsewhere = await again(app, person);
      const id = await idOf(elsewhere);
      expect((await person.http.delete(`${USERS}/sessions/${id}`)).status).toBe(200);
      expect(await isOpen(elsewhere)).toBe(false);
      expect(await isOpen(person)).toBe(true);
      expect(said(await person.http.delete(`${USERS}/sessions/${id}`))).toBe('404 NOT_FOUND');
    });

    it('answers 404 for another person’s session and an unknown one, 400 for what is no id', async () => {
      const other = await aPerson(app);
      expect(said(await person.http.delete(`${USERS}/sessions/${await idOf(other)}`))).toBe('404 NOT_FOUND');
      expect(await isOpen(other)).toBe(true);
      expect(said(await person.http.delete(`${USERS}/sessions/${NOBODY}`))).toBe('404 NOT_FOUND');
      expect(said(await person.http.delete(`${USERS}/sessions/x`))).toBe('400 VALIDATION_ERROR');
    });
  });

  it('is refused to an account that was closed', async () => {
    await app.db.query('UPDATE users SET is_active = false WHERE id = $1', [person.id]);
    expect(said(await person.http.get(`${USERS}/profile`))).toBe('401 UNAUTHENTICATED');
  });
});
