import { parseSearch, type SearchValue } from './search.js';

const RECORD: Record<string, SearchValue> = {
  updated_at: { time: Date.parse('2026-05-01T12:00:00Z') },
  id: { number: 42 },
  status: { any: ['any', 'open'] },
  tag: { any: ['new', 'best seller'] },
  test: { flag: false },
};
const finds = (query: string): boolean => parseSearch(query)((field) => RECORD[field]);

describe('the search syntax', () => {
  it.each([
    ["updated_at:>='2026-05-01T12:00:00Z'", true],
    ["updated_at:>'2026-05-01T12:00:00Z'", false],
    ['updated_at:>=2026-05-01T11:59:59Z updated_at:<2026-05-01T12:00:01Z', true],
    ["updated_at:>='2026-05-01T12:00:00Z' AND updated_at:<='2026-05-01T12:00:00Z'", true],
    ["updated_at:<'2026-05-01T12:00:00+00:00'", false],
    // Without a zone it is the shop's time, five hours behind.
    ["updated_at:<='2026-05-01T07:00:00'", true],
    ["updated_at:<='2026-05-01T06:59:59'", false],
    ['id:42', true],
    ['id:>42', false],
    ['id:gid://shopify/Order/42', true],
    ['status:closed OR status:open', true],
    ['status:closed', false],
    ["tag:'best seller'", true],
    ['tag:NEW', true],
    ['tag:be*', true],
    ['-status:closed', true],
    ['NOT status:open', false],
    ['(status:closed OR id:42) AND test:false', true],
    ['(status:closed OR id:43) AND test:false', false],
    ['nonsense:7', true],
    ['NOT nonsense:7', true],
    ["updated_at:>='never'", true],
    ['', true],
  ])('%s: %s', (query, found) => expect(finds(query)).toBe(found));
});
