import { ExpectedError } from '../errors/expected-error.js';

/** One thing wrong with the configuration. */
export interface ConfigFault {
  /** The environment variable to change. */
  variable: string;
  /** What is wrong and what would be accepted; never holds a secret's value. */
  reason: string;
}

/** Thrown at start with every fault at once, so that one run tells everything there is to mend. */
export class ConfigError extends ExpectedError {
  constructor(readonly faults: readonly ConfigFault[]) {
    const lines = faults.map((fault) => `  ${fault.variable}: ${fault.reason}`);
    super(
      `The configuration is refused (${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}):\n${lines.join('\n')}`,
    );
  }
}
