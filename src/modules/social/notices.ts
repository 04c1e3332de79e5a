/** A mail to an owner; greeting and form stand elsewhere. Lines of at most 76 characters. */
export interface SocialNotice {
  kind: string;
  subject: string;
  paragraphs: string[];
}

const LINE = 76;

/** The first line is the subject, the others are paragraphs. */
export function notice(kind: string, [subject = '', ...paragraphs]: string[]): SocialNotice {
  return { kind, subject, paragraphs: paragraphs.map(wrapped) };
}

function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= LINE) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
