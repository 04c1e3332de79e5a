import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

const CHECK_TIMEOUT_MS = 3_000;

export interface Check {
  status: 'ok' | 'failed';
  /** What is wrong, in words. */
  faults?: string[];
}

export interface Readiness {
  status: 'ok' | 'failed';
  checks: Record<string, Check>;
}

/** Gives what is wrong; empty when nothing is. A throw is a fault too. */
type Probe = () => Promise<string[]>;

/** What readiness means in this process: each part that can fail adds its probe. */
@Injectable()
export class Health {
  private readonly probes = new Map<string, Probe>();

  constructor(database: Database) {
    this.add('database', async () => {
      await database.query('SELECT 1');
      return [];
    });
  }

  add(name: string, probe: Probe): void {
    this.probes.set(name, probe);
  }

  /** Asks every probe at once; one that does not answer in time has failed. */
  async readiness(): Promise<Readiness> {
    const entries = await Promise.all(
      [...this.probes].map(async ([name, probe]): Promise<[string, Check]> => [name, await check(probe)]),
    );
    const checks = Object.fromEntries(entries);
    const failed = entries.some(([, { status }]) => status === 'failed');
    return { status: failed ? 'failed' : 'ok', checks };
  }
}

async function check(probe: Probe): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<string[]>((resolve) => {
    timer = setTimeout(() => {
      resolve([`no answer within ${CHECK_TIMEOUT_MS / 1000} s`]);
    }, CHECK_TIMEOUT_MS);
  });
  try {
    const faults = await Promise.race([probe(), timeout]);
    return faults.length > 0 ? { status: 'failed', faults } : { status: 'ok' };
  } catch (error) {
    return { status: 'failed', faults: [nameOf(error)] };
  } finally {
    clearTimeout(timer);
  }
}

/** Addresses and passwords stand in some drivers' messages: only the code is shown. */
function nameOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? `cannot be reached (${code})` : 'cannot be reached';
}
