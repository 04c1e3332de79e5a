import { ContractRig, type WritesUnderTest } from './platform.rig.contract.js';
import type { CensusEntry, PlatformCensus } from './platform.writes.js';

const START = '2000-01-01T00:00:00Z';
const END = '2100-01-01T00:00:00Z';

/** What every platform tells that lets its records be counted. */
export function censusContract(setUp: () => Promise<WritesUnderTest>): void {
  let rig: ContractRig;
  let census: PlatformCensus | undefined;

  beforeAll(async () => {
    rig = await ContractRig.over(setUp);
    ({ census } = rig.platform);
  });
  afterAll(() => rig.close());

  const listed = async (resource: 'orders' | 'products', from: string, to: string): Promise<CensusEntry[]> => {
    const entries: CensusEntry[] = [];
    for await (const page of census!.list(rig.connect(), resource, from, to)) entries.push(...page);
    return entries;
  };

  it.each(['orders', 'products'] as const)('lists every one of the %s once, and counts as many', async (resource) => {
    if (!census?.resources.includes(resource)) return;
    const expected = (await rig.under.expected())[resource];
    const entries = await listed(resource, START, END);
    expect(entries.map((entry) => entry.platform_id).sort()).toEqual(expected.sort());
    const count = await census.count(rig.connect(), resource, START, END);
    expect(count ?? expected.length).toBe(expected.length);
  });

  it.each(['orders', 'products'] as const)(
    'tells the same versions of the %s as reading them does',
    async (resource) => {
      if (!census?.resources.includes(resource)) return;
      const versions = (await rig.all(resource)).map((record) => [
        'platform_order_id' in record ? record.platform_order_id : record.platform_product_id,
        record.platform_updated_at,
      ]);
      const entries = await listed(resource, START, END);
      expect(new Map(entries.map((entry) => [entry.platform_id, entry.platform_updated_at]))).toEqual(
        new Map(versions as [string, string][]),
      );
    },
  );

  it.each(['orders', 'products'] as const)(
    'lists the %s that were changed at a moment or later, and no others',
    async (resource) => {
      if (!census?.resources.includes(resource)) return;
      const all = await listed(resource, START, END);
      const times = all.map((entry) => entry.platform_updated_at ?? '').sort();
      const moment = times[Math.floor(times.length / 2)] ?? END;
      const changed: CensusEntry[] = [];
      for await (const page of census.changed(rig.connect(), resource, moment)) changed.push(...page);
      const later = all.filter((entry) => Date.parse(entry.platform_updated_at ?? '') >= Date.parse(moment));
      const sorted = (entries: CensusEntry[]): string[] =>
        [...new Set(entries.map((entry) => JSON.stringify(entry)))].sort();
      expect(sorted(changed)).toEqual(sorted(later));
      expect(later.length).toBeLessThan(all.length);
    },
  );

  it.each(['orders', 'products'] as const)(
    'cuts the %s at a moment without losing or doubling one',
    async (resource) => {
      if (!census?.resources.includes(resource)) return;
      const created = (await listed(resource, START, END)).map((entry) => entry.platform_created_at ?? '').sort();
      // A moment at which one was created: it belongs to what begins there.
      const moment = created[Math.floor(created.length / 2)] ?? END;
      const before = await listed(resource, START, moment);
      const after = await listed(resource, moment, END);
      expect(before).toHaveLength(created.filter((time) => Date.parse(time) < Date.parse(moment)).length);
      expect(before.length + after.length).toBe(created.length);
      const counts = [
        await census.count(rig.connect(), resource, START, moment),
        await census.count(rig.connect(), resource, moment, END),
      ];
      if (!counts.includes(null)) expect(counts).toEqual([before.length, after.length]);
    },
  );
}
