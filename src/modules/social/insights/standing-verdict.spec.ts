import { CAMPAIGN_STATUSES } from '../campaigns/campaign-state.js';
import { newIssues, sameIssues, verdictOf } from './standing-verdict.js';

describe('what follows from how a campaign stands at its network', () => {
  const stepOf = (...given: Parameters<typeof verdictOf>): unknown => {
    const verdict = verdictOf(...given);
    return typeof verdict === 'object' && verdict !== null ? verdict.step : verdict;
  };

  it('is nothing where both say the same', () => {
    expect(stepOf('active', 'active')).toBeNull();
    expect(stepOf('paused', 'paused')).toBeNull();
    expect(stepOf('completed', 'removed')).toBeNull();
  });

  it('is the network’s word for what was stopped there', () => {
    expect(stepOf('active', 'paused')).toBe('pause');
    expect(stepOf('active', 'completed')).toBe('complete');
    expect(stepOf('paused', 'removed')).toBe('complete');
    expect(verdictOf('active', 'removed')).toEqual({ step: 'complete', reason: 'It was deleted at the network' });
  });

  it('is never that something runs without approval', () => {
    const running = CAMPAIGN_STATUSES.filter((status) => verdictOf(status, 'active') !== 'switch_off');
    expect(running).toEqual(['publishing', 'active', 'completed']);
  });

  it('is its end when that is past and nothing runs', () => {
    expect(verdictOf('active', 'paused', true)).toEqual({ step: 'complete', reason: null });
    expect(stepOf('paused', 'paused', true)).toBe('complete');
    expect(stepOf('active', 'active', true)).toBeNull();
    expect(stepOf('paused', 'active', true)).toBe('switch_off');
  });

  it('leaves drafts drafts', () => {
    expect(stepOf('draft', 'removed')).toBeNull();
    expect(stepOf('approved', 'paused')).toBeNull();
    expect(stepOf('publishing', 'paused')).toBeNull();
  });
});

describe('what the network holds against a campaign', () => {
  const issue = (id: string, reason = 'disapproved') => ({ kind: 'ad' as const, platform_id: id, reason });

  it('is new when it was not there before', () => {
    expect(newIssues([issue('1')], [issue('1'), issue('2')])).toEqual([issue('2')]);
    expect(newIssues([issue('1')], [issue('1', 'other words')])).toHaveLength(1);
    expect(newIssues([issue('1')], [])).toEqual([]);
  });

  it('is the same in any order', () => {
    expect(sameIssues([issue('1'), issue('2')], [issue('2'), issue('1')])).toBe(true);
    expect(sameIssues([issue('1')], [])).toBe(false);
  });
});
