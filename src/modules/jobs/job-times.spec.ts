import { JobTimes } from './job-times.js';

describe('the wait before the next try of a job', () => {
  afterEach(() => jest.restoreAllMocks());

  it.each([
    [1, 1_000, 2_000],
    [2, 2_000, 4_000],
    [5, 16_000, 32_000],
    [40, 150_000, 300_000],
  ])('after try %i is between %i and %i ms', (attempt, least, most) => {
    const random = jest.spyOn(Math, 'random');
    random.mockReturnValue(0);
    expect(new JobTimes().backoffMs(attempt)).toBe(least);
    random.mockReturnValue(1);
    expect(new JobTimes().backoffMs(attempt)).toBe(most);
  });
});
