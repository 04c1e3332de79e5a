import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestApp } from './app.js';
import { until } from './until.js';

export interface ReadMail {
  file: string;
  headers: string;
  to: string;
  subject: string;
  text: string;
  /** The token in it; empty when there is none. */
  token: string;
}

/** What was mailed to `address`, oldest first. */
export async function mailsTo(app: Pick<TestApp, 'data_dir'>, address: string): Promise<ReadMail[]> {
  const folder = join(app.data_dir, 'mail');
  const files = await readdir(folder).catch(() => []);
  const mails = await Promise.all(files.filter((file) => file.endsWith('.eml')).map((file) => readMail(folder, file)));
  return mails.filter((mail) => mail.to === address).sort((a, b) => a.file.localeCompare(b.file));
}

/** The `count`-th mail to `address` whose subject has `subject`; waits until it is there. */
export async function mailTo(
  app: Pick<TestApp, 'data_dir'>,
  address: string,
  subject: string,
  count = 1,
): Promise<ReadMail> {
  const mails = await until(
    `${count} mail(s) "${subject}" went to ${address}`,
    async () => (await mailsTo(app, address)).filter((mail) => mail.subject.includes(subject)),
    (found) => found.length >= count,
  );
  return mails[count - 1]!;
}

async function readMail(folder: string, file: string): Promise<ReadMail> {
  const whole = await readFile(join(folder, file), 'utf8');
  const gap = whole.indexOf('\r\n\r\n');
  const headers = whole.slice(0, gap).replace(/\r\n[ \t]+/g, ' ');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(headers)?.[1]?.trim() ?? '';
  const text = decoded(whole.slice(gap + 4), header('Content-Transfer-Encoding')).replaceAll('\r\n', '\n');
  const token = /^ {4}([A-Za-z0-9_-]{43})$/m.exec(text)?.[1] ?? '';
  return { file, headers, to: header('To'), subject: spoken(header('Subject')), text, token };
}

/** RFC 2045, 6.7. */
function decoded(body: string, encoding: string): string {
  return encoding === 'quoted-printable' ? bytesOf(body.replace(/=\r\n/g, '')).toString('utf8') : body;
}

/** RFC 2047: a header that is more than plain words comes in encoded ones, with no gap between neighbours. */
function spoken(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_whole, word: string) => bytesOf(word.replaceAll('_', ' ')).toString('utf8'));
}

function bytesOf(text: string): Buffer {
  const bytes = text.replace(/=([0-9A-F]{2})/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
