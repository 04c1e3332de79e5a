import { startTestApp, type TestApp } from '../support/app.js';
import { PASSWORD } from '../support/factories.js';
import type { Answer } from '../support/http.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import { again, aPerson, AUTH, said, USERS, type Person } from '../auth/person.js';

describe('/users/profile', () => {
  let app: TestApp;
  let person: Person;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    person = await aPerson(app, { first_name: 'Ada', last_name: 'Muster' });
  });

  const put = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    person.http.put(`${USERS}/profile`, body, { headers });
  const read = (): Promise<Answer> => person.http.get(`${USERS}/profile`);

  it('GET answers the caller’s own profile with an ETag, without a secret', async () => {
    const answer = await read();
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body.data).sort()).toEqual([
      'created_at',
      'email',
      'first_name',
      'id',
      'is_active',
      'is_verified',
      'last_login',
      'last_name',
      'updated_at',
    ]);
    expect(answer.body.data).toMatchObject({ id: person.id, email: person.email, first_name: 'Ada' });
    expect(answer.headers.get('etag')).toMatch(/^"[\w-]+"$/);
  });

  it('PUT changes what is given, keeps the rest, and null clears', async () => {
    expect((await put({ first_name: ' Zoë ' })).body.data).toMatchObject({ first_name: 'Zoë', last_name: 'Muster' });
    expect((await put({ last_name: null })).body.data).toMatchObject({ first_name: 'Zoë', last_name: null });
    expect((await put({ first_name: '  ' })).body.data).toMatchObject({ first_name: null });
    expect((await put({ first_name: '😀'.repeat(100) })).body.data.first_name).toBe('😀'.repeat(100));
    expect((await read()).body.data.first_name).toBe('😀'.repeat(100));
  });

  it('PUT changes nothing, not even the time, when nothing changes', async () => {
    const before = await read();
    const after = await put({ first_name: 'Ada', email: person.email });
    expect(after.body.data).toEqual(before.body.data);
    expect(after.headers.get('etag')).toBe(before.headers.get('etag'));
    expect(await app.db.count('audit_log', "user_id = $1 AND action = 'user.profile_updated'", [person.id])).toBe(0);
  });

  it('PUT answers 412 to a stale If-Match and changes nothing; a login elsewhere does not make it stale', async () => {
    const first = (await read()).headers.get('etag')!;
    await again(app, person);
    const changed = await put({ first_name: 'Grace' }, { 'if-match': first });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(first);
    expect(said(await put({ first_name: 'Late' }, { 'if-match': first }))).toBe('412 PRECONDITION_FAILED');
    expect((await put({ first_name: 'Any' }, { 'if-match': '*' })).body.data.first_name).toBe('Any');
    expect((await read()).headers.get('etag')).not.toBe(changed.headers.get('etag'));
  });

  it('PUT records which fields changed', async () => {
    await put({ first_name: 'Grace' });
    const entry = await app.db.one("SELECT * FROM audit_log WHERE user_id = $1 AND action = 'user.profile_updated'", [
      person.id,
    ]);
    expect(entry).toMatchObject({ details: { fields: ['first_name'] }, subject_id: person.id });
  });

  it('shows and changes nothing of another person', async () => {
    const other = await aPerson(app, { first_name: 'Bob' });
    const before = (await other.http.get(`${USERS}/profile`)).text.replace(/"timestamp".*/, '');
    await put({ first_name: 'Eve' });
    expect((await other.http.get(`${USERS}/profile`)).text.replace(/"timestamp".*/, '')).toBe(before);
    expect(said(await put({ id: other.id }))).toBe('400 VALIDATION_ERROR');
    expect(said(await put({ is_verified: true }))).toBe('400 VALIDATION_ERROR');
  });

  describe('another e-mail address', () => {
    it('needs the current password', async () => {
      const missing = await put({ email: 'new-1@mail.example' });
      expect(said(missing)).toBe('400 VALIDATION_ERROR');
      expect(missing.body.error.details.field).toBe('current_password');
      const wrong = await put({ email: 'new-1@mail.example', current_password: 'wrong-wrong-wrong' });
      expect(said(wrong)).toBe('401 INVALID_CREDENTIALS');
      expect((await read()).body.data.email).toBe(person.email);
    });

    it('is taken, unconfirmed; both addresses are told, and signing in goes by the new one', async () => {
      await app.db.query('UPDATE users SET is_verified = true WHERE id = $1', [person.id]);
      const answer = await put({ email: 'New-2@Mail.Example', current_password: PASSWORD });
      expect(answer.body.data).toMatchObject({ email: 'new-2@mail.example', is_verified: false });
      const notice = await mailTo(app, person.email, 'was changed');
      expect(notice.text).toContain('n…@mail.example');
      const { token } = await mailTo(app, 'new-2@mail.example', 'Confirm');
      expect((await app.http.post(`${AUTH}/verify-email`, { token })).body.data.user.is_verified).toBe(true);
      await expect(again(app, person)).rejects.toThrow('401');
      expect((await again(app, { email: 'new-2@mail.example' })).id).toBe(person.id);
      expect(await mailsTo(app, 'new-2@mail.example')).toHaveLength(1);
    });

    it('is a 409 when another account has it, in whatever case', async () => {
      const other = await aPerson(app);
      const answer = await put({ email: other.email.toUpperCase(), current_password: PASSWORD });
      expect(said(answer)).toBe('409 CONFLICT');
      expect((await read()).body.data).toMatchObject({ email: person.email, is_verified: false });
    });

    it('goes to one of two who want it at once', async () => {
      const other = await aPerson(app);
      const body = { email: 'wanted@mail.example', current_password: PASSWORD };
      const answers = await Promise.all([put(body), other.http.put(`${USERS}/profile`, body)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    });

    it('makes whoever guesses the password wait, without locking the person out', async () => {
      for (let time = 0; time < 5; time += 1) {
        await put({ email: 'new-3@mail.example', current_password: 'wrong-wrong-wrong' });
      }
      expect(said(await put({ email: 'new-3@mail.example', current_password: PASSWORD }))).toBe('429 RATE_LIMITED');
      expect((await again(app, person)).id).toBe(person.id);
    });
  });
});
