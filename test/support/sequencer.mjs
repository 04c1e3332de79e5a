import { statSync } from 'node:fs';
import { createRequire } from 'node:module';

// Jest's own, of the version that is installed: it is a part of Jest's command, which is what package.json names.
const jest = createRequire(createRequire(import.meta.url).resolve('jest'));
const core = createRequire(jest.resolve('@jest/core'));
const { default: Sequencer } = core('@jest/test-sequencer');

/** Suites that last longest, by what they do: whole processes that start and are killed, whole imports, thousands of events. */
const LONGEST = [
  /\bsync\/(kill\.queue|faults|gap-scan)\./,
  /\.queue\.e2e-spec\.ts$/,
  /\b(process|architecture)\/(start|embedded-postgres|shutdown|boundaries|redis-away|roles|health|secrecy|swagger-ui)\./,
  /\bproducts\/bulk\.|\borders\/export-size\.|\bwebhook-endpoints\/many\.|\bpayments\/secrets\.|\bstores\/delete\./,
  /\bcontracts\/|\bhttp\/fuzz\.|\bproviders\/|\bpayments\/(whole-run|webhooks|sandbox-import)/,
  /\.e2e-spec\.ts$/,
];

const rank = ({ path }) => {
  const at = LONGEST.findIndex((pattern) => pattern.test(path));
  return at === -1 ? LONGEST.length : at;
};

/**
 * A clone that has not run its tests yet knows nothing of how long they last: the long ones first, so that none of them is
 * left over for the end, when the other workers have nothing to do any more. Jest's own order once it knows.
 */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const known = tests.filter((test) => this._getCache(test)[test.path] !== undefined).length;
    if (known > tests.length / 2) return super.sort(tests);
    const size = new Map(tests.map((test) => [test, statSync(test.path).size]));
    return [...tests].sort((a, b) => rank(a) - rank(b) || size.get(b) - size.get(a));
  }
}
