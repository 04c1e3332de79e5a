import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Database } from '../../src/common/database/database.js';
import { MailApi, type NewMail } from '../../src/modules/mail/mail.api.js';
import { MailSenderTask } from '../../src/modules/mail/mail-sender.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { mailsTo, mailTo } from '../support/mailbox.js';
import { until } from '../support/until.js';
import { startSmtpServer, type SmtpServer } from './smtp-server.js';

let made = 0;

function aMail(fields: Partial<NewMail> = {}): NewMail {
  made += 1;
  const recipient = `reader-${made}@mail.example`;
  return {
    user_id: null,
    recipient,
    kind: 'test',
    subject: 'About the shop',
    text: 'Hello\n\n.a secret line\n',
    ...fields,
  };
}

const rowOf = (app: TestApp, { recipient }: NewMail) =>
  app.db.one('SELECT * FROM mails WHERE recipient = $1', [recipient]);

describe('mail without a mail server', () => {
  let app: TestApp;
  let mail: MailApi;

  beforeAll(async () => {
    app = await startTestApp({ env: { KSAP_MAIL_FROM: 'Shop Desk <desk@shop.example>' } });
    mail = app.nest.get(MailApi, { strict: false });
  });
  afterAll(() => app.close());

  it('is written as a file that its owner alone can read, within a second or so', async () => {
    const wish = aMail({ text: 'Grüße\n' });
    await mail.queue(wish);
    const read = await mailTo(app, wish.recipient, 'About the shop');
    expect(read.text).toBe('Grüße\n');
    expect(read.headers).toContain('From: Shop Desk <desk@shop.example>');
    expect(read.headers).toMatch(/^Message-ID: <[0-9a-f-]{36}@shop\.example>/m);
    expect(read.headers).toContain('Auto-Submitted: auto-generated');
    const folder = join(app.data_dir, 'mail');
    expect((await stat(join(folder, read.file))).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await readdir(folder)).filter((name) => !name.endsWith('.eml'))).toEqual([]);
  });

  it('is sealed while it waits and emptied once it is sent', async () => {
    const wish = aMail();
    const database = app.nest.get(Database, { strict: false });
    await database.transaction(async () => {
      await mail.queue(wish);
      const waiting = await database.queryOne<{ text: string }>(
        'SELECT m::text AS text FROM mails m WHERE recipient = $1',
        [wish.recipient],
      );
      expect(waiting?.text).toContain('About the shop');
      expect(waiting?.text).not.toContain('secret');
    });
    await mailTo(app, wish.recipient, 'About');
    const row = await until(
      'it is marked',
      () => rowOf(app, wish),
      ({ status }) => status === 'sent',
    );
    expect(row).toMatchObject({ body_sealed: null, attempts: 1, last_error: null });
  });

  it('is not sent when the transaction that wished for it was rolled back', async () => {
    const [lost, kept] = [aMail(), aMail()];
    const database = app.nest.get(Database, { strict: false });
    const rolledBack = database.transaction(async () => {
      await mail.queue(lost);
      throw new Error('no');
    });
    await expect(rolledBack).rejects.toThrow('no');
    await mail.queue(kept);
    await mailTo(app, kept.recipient, 'About');
    expect(await mailsTo(app, lost.recipient)).toEqual([]);
  });

  it('is sent once under one dedupe key', async () => {
    const wish = aMail({ dedupe_key: 'once' });
    await Promise.all(Array.from({ length: 5 }, () => mail.queue(wish)));
    await mailTo(app, wish.recipient, 'About');
    await mail.queue(wish);
    const after = aMail();
    await mail.queue(after);
    await mailTo(app, after.recipient, 'About');
    expect(await mailsTo(app, wish.recipient)).toHaveLength(1);
  });

  it('cannot be given headers of its own by a subject or an address', async () => {
    const wish = aMail({ subject: 'Shop\r\nBcc: thief@mail.example\r\n\r\nBody' });
    await mail.queue(wish);
    const read = await mailTo(app, wish.recipient, 'Shop Bcc: thief@mail.example Body');
    expect(read.headers).not.toMatch(/^Bcc/m);
    const address = aMail({ recipient: 'a@mail.example\r\nBcc: thief@mail.example' });
    await expect(mail.queue(address)).rejects.toThrow('no usable recipient');
    await expect(mail.queue(aMail({ recipient: 'a@mail.example, b@mail.example' }))).rejects.toThrow();
  });

  it('is one file though it was sent twice, because the process died before it noted the first', async () => {
    const wish = aMail();
    await mail.queue(wish);
    await mailTo(app, wish.recipient, 'About');
    const sealed = await sealedLike(wish);
    await app.db.query(
      "UPDATE mails SET status = 'queued', body_sealed = $2, next_attempt_at = now(), sent_at = NULL WHERE id = $1",
      [sealed.id, JSON.stringify(sealed.body)],
    );
    await app.nest.get(MailSenderTask, { strict: false }).send();
    expect(await rowOf(app, wish)).toMatchObject({ status: 'sent' });
    expect(await mailsTo(app, wish.recipient)).toHaveLength(1);
  });

  async function sealedLike(wish: NewMail): Promise<{ id: string; body: unknown }> {
    const { SecretBox } = await import('../../src/common/security/secret-box.js');
    const { bodyPlace } = await import('../../src/modules/mail/mail-body.js');
    const { id } = (await rowOf(app, wish)) as { id: string };
    return { id, body: app.nest.get(SecretBox, { strict: false }).seal(wish.text, bodyPlace(id)) };
  }
});

describe('mail by SMTP', () => {
  let server: SmtpServer;
  let app: TestApp;
  let mail: MailApi;

  beforeAll(async () => {
    server = await startSmtpServer();
    app = await startTestApp({ env: { SMTP_URL: server.url, KSAP_PUBLIC_URL: 'https://ksap.example' } });
    mail = app.nest.get(MailApi, { strict: false });
  });
  afterAll(async () => {
    await app.close();
    await server.close();
  });
  beforeEach(() => {
    server.refuse(null);
    server.received.length = 0;
  });

  it('goes to the server, to that recipient alone, and nowhere else', async () => {
    const wish = aMail();
    await mail.queue(wish);
    const [received] = await until(
      'it arrives',
      () => server.received,
      ({ length }) => length === 1,
    );
    expect(received).toMatchObject({ from: 'no-reply@ksap.example', to: [wish.recipient] });
    expect(received!.data).toContain('Subject: About the shop');
    expect(received!.data).toContain('\r\n..a secret line');
    expect(await mailsTo(app, wish.recipient)).toEqual([]);
    await until(
      'it is marked',
      () => rowOf(app, wish),
      ({ status }) => status === 'sent',
    );
  });

  it('is tried again after a pause that grows, while the server does not take it', async () => {
    server.refuse('451 later');
    const wish = aMail();
    await mail.queue(wish);
    const row = await until(
      'it was tried',
      () => rowOf(app, wish),
      ({ last_error }) => last_error !== null,
    );
    expect(row).toMatchObject({ status: 'queued', attempts: 1, last_error: expect.stringContaining('451') });
    expect(pauseOf(row)).toBeCloseTo(10, -0.5);

    await app.db.query('UPDATE mails SET next_attempt_at = now() WHERE id = $1', [row.id]);
    await app.nest.get(MailSenderTask, { strict: false }).send();
    expect(pauseOf(await rowOf(app, wish))).toBeCloseTo(20, -0.5);

    server.refuse(null);
    await app.db.query('UPDATE mails SET next_attempt_at = now() WHERE id = $1', [row.id]);
    await app.nest.get(MailSenderTask, { strict: false }).send();
    expect(await rowOf(app, wish)).toMatchObject({ status: 'sent', attempts: 3, last_error: null, body_sealed: null });
    expect(server.received).toHaveLength(1);
  });

  it('is given up at once when the server will never take it, and at last when it will not', async () => {
    server.refuse('550 no such mailbox');
    const never = aMail();
    await mail.queue(never);
    const row = await until(
      'it is given up',
      () => rowOf(app, never),
      ({ status }) => status === 'failed',
    );
    expect(row).toMatchObject({ attempts: 1, body_sealed: null, last_error: expect.stringContaining('550') });

    server.refuse('451 later');
    const later = aMail();
    await mail.queue(later);
    await until(
      'it was tried',
      () => rowOf(app, later),
      ({ last_error }) => last_error !== null,
    );
    await app.db.query('UPDATE mails SET attempts = 14, next_attempt_at = now() WHERE recipient = $1', [
      later.recipient,
    ]);
    await app.nest.get(MailSenderTask, { strict: false }).send();
    expect(await rowOf(app, later)).toMatchObject({ status: 'failed', attempts: 15, body_sealed: null });
    const metrics = (await app.http.get('/metrics')).text;
    expect(metrics).toMatch(/ksap_mails_total\{kind="test",outcome="failed"\} [1-9]/);
  });

  it('holds up no other mail that goes', async () => {
    server.refuse('451 later');
    const stuck = aMail();
    await mail.queue(stuck);
    await until(
      'it was tried',
      () => rowOf(app, stuck),
      ({ last_error }) => last_error !== null,
    );
    server.refuse(null);
    const free = aMail();
    await mail.queue(free);
    await until(
      'the other one arrives',
      () => server.received,
      ({ length }) => length === 1,
    );
    expect(server.received[0]!.to).toEqual([free.recipient]);
  });
});

function pauseOf(row: Record<string, unknown>): number {
  return ((row.next_attempt_at as Date).getTime() - Date.now()) / 1000;
}
