export interface UntilOptions {
  /** Default 20,000. */
  timeout_ms?: number;
  /** Default 50, and less often the longer it takes: a twentieth of the time waited, at most 250. */
  every_ms?: number;
}

/**
 * Asks `read` again and again until `holds` says yes, and gives what it read. Fails with what was read last:
 * a test that waits says what it waited for.
 */
export async function until<T>(
  what: string,
  read: () => Promise<T> | T,
  holds: (value: T) => boolean = Boolean,
  options: UntilOptions = {},
): Promise<T> {
  const { timeout_ms = 20_000, every_ms } = options;
  const begun = performance.now();
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    const waited = performance.now() - begun;
    if (waited > timeout_ms) {
      throw new Error(`Waited ${timeout_ms} ms in vain until ${what}; at last: ${JSON.stringify(value)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, every_ms ?? Math.min(Math.max(50, waited / 20), 250)));
  }
}
