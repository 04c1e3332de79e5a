import { containing, ListFilters } from './list-filters.js';

describe('ListFilters', () => {
  it('number their parameters in order and leave out what is undefined', () => {
    const filters = new ListFilters()
      .owner('u')
      .add('r.a = $?', undefined)
      .add('r.b IN ($?, $?)', 'b')
      .search('r.c > $?', undefined)
      .always('r.d IS NULL')
      .add('r.e = $?', 0);
    expect(filters.conditions).toEqual(['r.user_id = $1', 'r.b IN ($2, $2)', 'r.d IS NULL', 'r.e = $3']);
    expect(filters.parameters).toEqual(['u', 'b', 0]);
    expect(filters.is_search).toBe(false);
  });

  it('are a search when a condition hangs on its value', () => {
    expect(new ListFilters().search('r.c > $?', 1).is_search).toBe(true);
    expect(new ListFilters().range('created_at', '>=', '2026-01-01').is_search).toBe(true);
    expect(new ListFilters().range('created_at', '>=', undefined).is_search).toBe(false);
  });

  it('have no rare matches with one condition that has an index in the list’s order', () => {
    expect(
      new ListFilters().owner('u').indexed('r.status = $?', 'text', 'paid', 1).rareMatches('-created_at'),
    ).toBeUndefined();
    expect(new ListFilters().owner('u').range('created_at', '<', 'x').rareMatches('-created_at')).toBeUndefined();
  });

  it('have rare matches with two, or one by a text: a window of ranges in the sort, and values hidden from the planner', () => {
    const filters = new ListFilters()
      .owner('u')
      .always('r.deleted_at IS NULL')
      .indexed('r.status = $?', 'text', 'paid', 1)
      .indexed('r.tags @> $?', 'jsonb', '["x"]', 2)
      .range('created_at', '<', '2026-01-01')
      .range('total_amount', '>=', '5');
    expect(filters.rareMatches('-created_at')).toEqual({
      window: ['r.user_id = $1', 'r.deleted_at IS NULL', 'r.created_at < $4'],
      indexed: [
        'r.user_id = $1',
        'r.deleted_at IS NULL',
        'r.status = (SELECT $2::text)',
        'r.tags @> (SELECT $3::jsonb)',
      ],
    });
    expect(filters.rareMatches('total_amount')?.window).toContain('r.total_amount >= $5');
  });

  it('of one store keep the owner in every step, for the index where it is the store that counts', () => {
    const filters = new ListFilters()
      .owner('u', false)
      .scope('r.store_id = $?', 's')
      .indexed('r.t LIKE $?', 'text', '%a%', 2);
    expect(filters.conditions[0]).toBe('(r.user_id = $1) IS TRUE');
    expect(filters.rareMatches('created_at')).toEqual({
      window: ['(r.user_id = $1) IS TRUE', 'r.store_id = $2'],
      indexed: ['r.user_id = $1', 'r.store_id = $2', 'r.t LIKE (SELECT $3::text)'],
    });
  });

  it('ask for each of several things by itself', () => {
    const filters = new ListFilters().owner('u').within('store_id', 'ARRAY(SELECT $?)', ['s', 't']);
    expect(filters.conditions).toEqual(['r.user_id = $1', 'r.store_id = ANY(ARRAY(SELECT $2))']);
    expect(filters.rareMatches('created_at')).toEqual({
      window: ['r.user_id = $1'],
      indexed: ['r.user_id = $1', 'r.store_id = each.id'],
      each: 'ARRAY(SELECT $2)',
    });
    expect(new ListFilters().owner('u').within('store_id', '$?', undefined).rareMatches('created_at')).toBeUndefined();
  });

  it('go by an exact match alone when there is one', () => {
    const filters = new ListFilters()
      .owner('u', false)
      .scope('r.store_id = $?', 's')
      .indexed('r.status = $?', 'text', 'paid', 2)
      .exact('lower(r.email) = $?', 'text', 'a@b', 2);
    expect(filters.rareMatches('created_at')).toEqual({
      window: null,
      indexed: ['r.user_id = $1', 'lower(r.email) = (SELECT $4::text)'],
    });
  });
});

describe('containing', () => {
  it('makes letters of what LIKE would take for more', () => {
    expect(containing('100%_\\')).toBe('%100\\%\\_\\\\%');
  });
});
