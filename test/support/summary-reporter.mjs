import { writeSync } from 'node:fs';

/**
 * Prints `N passed, N failed[, N skipped]` alone on the very last line, whatever else still writes.
 * A suite that could not run counts as one failure; a run in which no test was found is an error.
 */
export default class SummaryReporter {
  #noTest = false;

  onRunComplete(_contexts, results) {
    const line = summaryLine(results);
    this.#noTest = results.numTotalTests === 0;
    if (this.#noTest) process.exitCode = 1;
    // At exit, because Jest's own reporters and its notes about open handles come after this call.
    process.once('exit', () => writeSync(1, `\n${line}\n`));
  }

  getLastError() {
    return this.#noTest ? new Error('No test was run') : undefined;
  }
}

export function summaryLine(results) {
  const passed = results.numPassedTests;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const skipped = results.numPendingTests + results.numTodoTests;
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
