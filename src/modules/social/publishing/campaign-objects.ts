import type { MadeObjects, ObjectKind, PlannedObject } from '../networks/campaign.records.js';

/** `sending`: it was asked for, and may be there; `removed`: it was there. */
export type ObjectState = 'sending' | 'made' | 'removed';
/** Whether it runs at the network. `switching`: it was told to, and may. */
export type ObjectRun = 'paused' | 'switching' | 'active';

/** What is written down of one thing at the network. */
export interface ObjectRow extends PlannedObject {
  position: number;
  state: ObjectState;
  platform_id: string | null;
  /** Of what the network was last told of it; null: that is not known. */
  drawn_hash: string | null;
  run_state: ObjectRun;
  /** Milliseconds since it was last asked for. */
  sent_ms_ago: number;
}

/** One thing that is there. */
export interface MadeRow extends ObjectRow {
  platform_id: string;
}

/** What is written down of all that a campaign has at its network. */
export class CampaignObjects implements MadeObjects {
  private readonly byName = new Map<string, ObjectRow>();

  constructor(rows: readonly ObjectRow[]) {
    for (const row of rows) this.byName.set(nameOf(row), row);
  }

  get rows(): ObjectRow[] {
    return [...this.byName.values()].sort((a, b) => a.position - b.position);
  }

  row(object: PlannedObject): ObjectRow | undefined {
    return this.byName.get(nameOf(object));
  }

  /** Undefined unless it is there. */
  made(object: PlannedObject): MadeRow | undefined {
    const row = this.row(object);
    return row?.state === 'made' && row.platform_id !== null ? { ...row, platform_id: row.platform_id } : undefined;
  }

  /** The campaign itself, once it is there. */
  campaign(campaignId: string): MadeRow | undefined {
    return this.made({ kind: 'campaign', key: campaignId });
  }

  has(kind: ObjectKind, key: string): boolean {
    return this.made({ kind, key }) !== undefined;
  }

  idOf(kind: ObjectKind, key: string): string {
    const row = this.made({ kind, key });
    if (!row) throw new Error(`The ${kind} ${key} is not made yet`);
    return row.platform_id;
  }

  /** As it is written down from now on. */
  put(row: ObjectRow): void {
    this.byName.set(nameOf(row), row);
  }

  forget(object: PlannedObject): void {
    this.byName.delete(nameOf(object));
  }
}

const nameOf = ({ kind, key }: PlannedObject): string => `${kind} ${key}`;
