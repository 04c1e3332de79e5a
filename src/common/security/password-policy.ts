import { Injectable } from '@nestjs/common';

import { characterCount } from '../text/clean-text.js';
import { PasswordStrength } from './password-strength.js';

export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 128;
const LEAST_SCORE = 3;
/** What must be left of a password once the person's own name and address are taken out of it. */
const LEAST_OWN_CHARACTERS = 8;
const LEAST_WORD = 3;

/** What is known of the person, and so is no secret. */
export interface PasswordOwner {
  email: string;
  first_name?: string | null;
  last_name?: string | null;
}

/** The one rule of which passwords are accepted. */
@Injectable()
export class PasswordPolicy {
  constructor(private readonly strength: PasswordStrength) {}

  /** Why the password is refused, in words for the person; null when it is good. */
  async refusalOf(password: string, owner: PasswordOwner): Promise<string | null> {
    const length = characterCount(password);
    if (length < PASSWORD_MIN_LENGTH) return `must have at least ${PASSWORD_MIN_LENGTH} characters`;
    if (length > PASSWORD_MAX_LENGTH) return `must have at most ${PASSWORD_MAX_LENGTH} characters`;
    const words = wordsOf(owner);
    if (characterCount(without(words, password)) < LEAST_OWN_CHARACTERS) {
      return 'must not consist of your name or e-mail address';
    }
    const { score, warning, suggestions } = await this.strength.estimate(password, words);
    if (score >= LEAST_SCORE) return null;
    return ['is too easy to guess.', warning, ...suggestions].filter((part) => part !== null).join(' ');
  }
}

/** The address, its parts and the names, lower case, longest first. */
function wordsOf({ email, first_name, last_name }: PasswordOwner): string[] {
  const parts = [email, ...email.split(/[@.+_-]/), email.split('@')[0] ?? '', first_name ?? '', last_name ?? ''];
  const words = new Set(parts.map((part) => part.trim().toLowerCase().slice(0, 100)));
  return [...words].filter((word) => word.length >= LEAST_WORD).sort((a, b) => b.length - a.length);
}

function without(words: string[], password: string): string {
  let rest = password.toLowerCase();
  for (const word of words) rest = rest.replaceAll(word, '');
  return rest;
}
