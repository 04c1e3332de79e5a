import { sharedBuffersMb } from './shared-memory.js';

const GB = 1024 ** 3;

describe('the shared memory of the embedded Postgres', () => {
  it.each([
    [0.5 * GB, 128],
    [1 * GB, 128],
    [2 * GB, 256],
    [3 * GB, 384],
    [64 * GB, 1024],
  ])('of %d bytes is %d MB', (bytes, megabytes) => {
    expect(sharedBuffersMb(bytes)).toBe(megabytes);
  });

  it('fits this machine', () => {
    expect(sharedBuffersMb()).toBeGreaterThanOrEqual(128);
    expect(sharedBuffersMb()).toBeLessThanOrEqual(1024);
  });
});
