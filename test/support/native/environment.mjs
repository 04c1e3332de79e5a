import { TestEnvironment as NodeEnvironment } from 'jest-environment-node';

/** Left on the global object by Jest for the suite that ran; the next one in this worker brings its own. */
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

/**
 * The process itself as the environment of a suite, where Jest's own gives each suite a VM context. What a suite
 * changes in `process.env` is put back after it, for the suites that the same worker runs next.
 */
export default class NativeEnvironment extends NodeEnvironment {
  #env = { ...process.env };

  constructor(config, context) {
    super(config, context);
    delete globalThis[EVENT_HANDLERS];
    this.global = globalThis;
  }

  async teardown() {
    await super.teardown();
    for (const name of Object.keys(process.env)) if (!(name in this.#env)) delete process.env[name];
    Object.assign(process.env, this.#env);
  }
}
