import { after, CAMPAIGN_STATUSES, CAMPAIGN_STEPS, startsOf, stepsFrom } from './campaign-state.js';
import { wanted } from './campaign-moves.js';

describe('the states of a campaign', () => {
  it('lead from the draft to what is over by approval alone', () => {
    expect(after('draft', 'submit')).toBe('pending_approval');
    expect(after('pending_approval', 'approve')).toBe('approved');
    expect(after('approved', 'publish')).toBe('publishing');
    expect(after('publishing', 'published')).toBe('active');
    expect(startsOf('approve')).toEqual(['pending_approval']);
    expect(startsOf('published')).toEqual(['publishing']);
    // Whatever else is tried, publishing begins with what was approved, or goes on where it failed.
    expect(startsOf('publish')).toEqual(['approved', 'failed']);
  });

  it('make a draft of whatever is edited, and let nothing that runs or is over be edited', () => {
    expect(startsOf('edit')).toEqual(['draft', 'pending_approval', 'approved', 'paused', 'rejected', 'failed']);
    for (const status of startsOf('edit')) expect(after(status, 'edit')).toBe('draft');
  });

  it('know no way out of what is over but out of sight', () => {
    expect(stepsFrom('completed')).toEqual(['delete']);
  });

  it('let nothing be deleted that runs', () => {
    const kept = CAMPAIGN_STATUSES.filter((status) => after(status, 'delete') === null);
    expect(kept).toEqual(['publishing', 'active']);
  });

  it('are left by every step only from where it starts', () => {
    for (const step of CAMPAIGN_STEPS) {
      for (const status of CAMPAIGN_STATUSES) {
        expect([status, step, after(status, step) !== null]).toEqual([status, step, startsOf(step).includes(status)]);
      }
    }
  });

  it('say from where a step could be made, and what to do first', () => {
    expect(() => wanted({ status: 'draft' }, 'approve')).toThrow(
      'The campaign is a draft: it can be approved when it is pending approval',
    );
    expect(() => wanted({ status: 'active' }, 'edit')).toThrow('The campaign is active: pause it first');
    expect(() => wanted({ status: 'completed' }, 'edit')).toThrow(
      'it can be edited when it is a draft or pending approval or',
    );
    expect(wanted({ status: 'paused' }, 'resume')).toBe('active');
  });
});
