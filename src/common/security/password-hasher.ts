import { availableParallelism } from 'node:os';

import { hash, parseOptions, verify } from '@node-rs/argon2';

import { AppError } from '../errors/app-error.js';
import { Semaphore, SemaphoreFull } from './semaphore.js';

/** OWASP's parameters for argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
/** Of 32 random bytes that nobody kept. Made with PARAMETERS, so that checking against it takes as long. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$D1wcEifAK7BDyK7zsY0Cnw$pxxtqGP2iR0zHkOqkFFkibNes20DPiQ863GDCpgF9dw';

const MOST_AT_ONCE = 4;
/** At some 20 ms each, the last of them waits for about a second; more would only pile up. */
const MOST_WAITING = 200;

/**
 * Hashes passwords with argon2id. Bounded, so that a storm of logins takes neither the whole machine nor its memory:
 * at most as many at once as there are cores, and never more than four; past 200 waiting, calls are refused with
 * SERVICE_UNAVAILABLE.
 */
export class PasswordHasher {
  private readonly semaphore: Semaphore;

  constructor(atOnce: number = Math.min(MOST_AT_ONCE, availableParallelism())) {
    this.semaphore = new Semaphore(atOnce, MOST_WAITING);
  }

  /** The hash as a PHC string of about 100 characters. */
  hash(password: string): Promise<string> {
    return this.bounded(() => hash(password, PARAMETERS));
  }

  /**
   * Whether the password is the hash's. Null (an unknown account) and a hash that cannot be read take the same time
   * and answer false.
   */
  verify(hashed: string | null, password: string): Promise<boolean> {
    const readable = hashed !== null && parameters(hashed) !== null;
    return this.bounded(async () => {
      const matches = await verify(readable ? hashed : NOBODYS_HASH, password);
      return matches && readable;
    });
  }

  /** Whether it was made with other parameters than today's: hash again at the next successful login. */
  needsRehash(hashed: string): boolean {
    const made = parameters(hashed);
    if (made === null || !hashed.startsWith('$argon2id$')) return true;
    return (
      made.memoryCost !== PARAMETERS.memoryCost ||
      made.timeCost !== PARAMETERS.timeCost ||
      made.parallelism !== PARAMETERS.parallelism ||
      made.outputLen !== PARAMETERS.outputLen
    );
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.semaphore.run(work);
    } catch (error) {
      if (!(error instanceof SemaphoreFull)) throw error;
      throw new AppError('SERVICE_UNAVAILABLE', 'Too many sign-ins at the moment', {}, { 'Retry-After': '2' });
    }
  }
}

function parameters(hashed: string): ReturnType<typeof parseOptions> | null {
  try {
    return parseOptions(hashed);
  } catch {
    return null;
  }
}
