import { AppError } from '../../../common/errors/app-error.js';
import type { AdAccount, AdPage, TokenReport } from '../networks/network.records.js';
import { chooseAccount } from './account-choice.js';

const ad = (id: string): AdAccount => ({
  ...{ id, name: `Ads ${id}`, currency: 'EUR', timezone: 'Europe/Berlin', status: 'active', status_reason: null },
  ...{ is_flagged: false },
});
const page = (id: string, profile: string | null = null): AdPage => ({
  ...{ id, name: `Page ${id}`, profile_id: profile, profile_name: profile && `@${profile}` },
});
const report = (ad_accounts: AdAccount[], pages: AdPage[] = []): TokenReport => ({
  ...{ owner: null, scopes: [], missing_scopes: [], token_expires_at: null, data_access_expires_at: null },
  ...{ ad_accounts, pages, warnings: [] },
});
const faultOf = (work: () => unknown): { field: unknown; reason: unknown; available: unknown } => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.details as ReturnType<typeof faultOf>;
  }
  throw new Error('It was not refused');
};

describe('the account that is meant', () => {
  it('is the only one, with the only page', () => {
    expect(chooseAccount('ad_account', report([ad('1')], [page('9', '17')]), {})).toMatchObject({
      ...{ account_id: '1', ad_account_id: '1', page_id: '9', instagram_account_id: '17', currency: 'EUR' },
    });
  });

  it('is asked for when there are several', () => {
    const fault = faultOf(() => chooseAccount('ad_account', report([ad('1'), ad('2')]), {}));
    expect(fault).toMatchObject({ field: 'account_id', available: [{ account_id: '1' }, { account_id: '2' }] });
  });

  it('is the one that is named, or none', () => {
    const all = report([ad('1'), ad('2')]);
    expect(chooseAccount('ad_account', all, { account_id: '2' }).account_id).toBe('2');
    expect(chooseAccount('ad_account', all, { ad_account_id: '1' }).account_id).toBe('1');
    expect(faultOf(() => chooseAccount('ad_account', all, { account_id: '3' })).reason).toContain('not an ad account');
    expect(faultOf(() => chooseAccount('ad_account', report([]), {}))).toMatchObject({ field: 'access_token' });
  });

  it('has the page that is named, and of several none', () => {
    const all = report([ad('1')], [page('8'), page('9')]);
    expect(chooseAccount('ad_account', all, {}).page_id).toBeNull();
    expect(chooseAccount('ad_account', all, { page_id: '9' }).page_name).toBe('Page 9');
    expect(faultOf(() => chooseAccount('ad_account', all, { page_id: '7' })).field).toBe('page_id');
  });

  it('is a profile behind a page, with the ad account that it advertises through', () => {
    const all = report([ad('1')], [page('7'), page('8', '18'), page('9', '19')]);
    expect(faultOf(() => chooseAccount('profile', all, {}))).toMatchObject({
      ...{ field: 'account_id', available: [{ account_id: '18' }, { account_id: '19' }] },
    });
    const chosen = { account_id: '19', ad_account_id: '1', page_id: '9', network_name: '@19' };
    expect(chooseAccount('profile', all, { account_id: '19' })).toMatchObject(chosen);
    expect(chooseAccount('profile', all, { page_id: '9' })).toMatchObject(chosen);
    const several = report([ad('1'), ad('2')], [page('9', '19')]);
    expect(faultOf(() => chooseAccount('profile', several, {})).field).toBe('ad_account_id');
    expect(faultOf(() => chooseAccount('profile', report([ad('1')], [page('7')]), {})).field).toBe('access_token');
  });
});
