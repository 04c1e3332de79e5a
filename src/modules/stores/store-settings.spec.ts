import { syncIntervalOf } from './store-settings.js';

describe('syncIntervalOf', () => {
  it('is the store’s own, else the installation’s, and none when switched off', () => {
    expect(syncIntervalOf({ sync_interval_seconds: 60 }, 300)).toBe(60);
    expect(syncIntervalOf({}, 300)).toBe(300);
    expect(syncIntervalOf({ sync_enabled: true }, 300)).toBe(300);
    expect(syncIntervalOf({ sync_enabled: false, sync_interval_seconds: 60 }, 300)).toBeNull();
  });
});
