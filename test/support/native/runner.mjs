import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import circus from 'jest-circus/runner';
import '../ts-loader.mjs';

const require = createRequire(import.meta.url);
let suites = 0;

/**
 * Jest's own test runner (jest-circus), with the suite's modules loaded by Node instead of by Jest's VM contexts: the
 * 3,000 modules that the product stands on are loaded once per worker, not once per suite. Goes with the environment beside it.
 * Module mocks (`jest.mock`) are not to be had; spies, timers and timeouts are Jest's.
 */
export default async function nativeRunner(globalConfig, config, environment, runtime, testPath, send) {
  environment.global.jest = runtime.requireModuleOrMock(testPath, '@jest/globals').jest;
  // Its state is the module's: a fresh one for each suite.
  runtime.requireInternalModule = (path) => {
    delete require.cache[path];
    return require(path);
  };
  runtime.unstable_shouldLoadAsEsm = () => true;
  runtime.unstable_importModule = (path) => {
    suites += 1;
    return import(`${pathToFileURL(path).href}?suite=${suites}`);
  };
  return circus.default(globalConfig, config, environment, runtime, testPath, send);
}
