import autocannon from 'autocannon';

/** One address under load, as it is called in every round. */
export interface Target {
  url: string;
  headers: Record<string, string>;
}

export interface Shot {
  /** Answers a second. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

const WARM_UP_SECONDS = 1;

/**
 * Fires at all targets in turn, round by round, so that whatever else the machine does meets all of them alike. Every
 * connection is warmed up first. Gives the shots of each target, in order. Throws when an answer is not a 200.
 */
export async function fireInTurn<Name extends string>(
  targets: Record<Name, Target>,
  rounds: number,
  seconds: number,
  connections: number,
): Promise<Record<Name, Shot[]>> {
  const entries = Object.entries(targets) as [Name, Target][];
  const shots = Object.fromEntries(entries.map(([name]) => [name, [] as Shot[]])) as Record<Name, Shot[]>;
  for (const [, target] of entries) await fire(target, WARM_UP_SECONDS, connections);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, target] of entries) shots[name].push(await fire(target, seconds, connections));
  }
  return shots;
}

async function fire({ url, headers }: Target, seconds: number, connections: number): Promise<Shot> {
  const result = await autocannon({ url, headers, connections, duration: seconds });
  const faults = result.errors + result.timeouts + result.non2xx;
  if (faults > 0 || result['2xx'] === 0)
    throw new Error(`${faults} of ${result.requests.total} answers of ${url} were no 200`);
  return { rate: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99 };
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
