import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { InjectLogger } from '../logger/logger.token.js';
import { DeadLetters } from './dead-letters.js';
import { isOfTheRecord, putBackFor } from './delivery-faults.js';
import { type ClaimedDelivery, DeliveryWork } from './delivery-work.js';
import { InboxSource } from './inbox-source.js';
import { INBOX_TABLE, type InboxOwner, type InboxTable } from './inbox-table.js';

/** Deliveries of an owner that are taken at once; they often tell of the same few records. */
const TAKEN = 500;
/** Owners whose deliveries are worked off at the same time: one that answers slowly holds up no other. */
const OWNERS_AT_ONCE = 20;
/** Wakes that come within this time are one: in a burst the inbox is looked at now and then, not after every delivery. */
const WAKES_TOGETHER_MS = 50;
/**
 * An owner's deliveries are left alone for twice as long as the last ones took, at most so long: those that come have the
 * process to themselves meanwhile, and the record that is told of again and again is read once.
 */
const LONGEST_REST_MS = 750;

/**
 * Works off the inbox. A delivery only says *that* something changed: the record is read anew where it is and goes through
 * the same idempotent upsert as every other way in, so deliveries that are doubled, late or out of order do no harm.
 */
@Injectable()
export class InboxDrain implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  /** What is under way, by owner. */
  private readonly busy = new Map<string, Promise<void>>();
  private wakes = 0;

  constructor(
    @Inject(INBOX_TABLE) private readonly table: InboxTable,
    private readonly work: DeliveryWork,
    private readonly source: InboxSource,
    private readonly dead: DeadLetters,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.busy.values());
  }

  /** Sees to what is due: to be called by the clock and when the inbox's channel is notified. */
  async process(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.wakes += 1;
    const room = OWNERS_AT_ONCE - this.busy.size;
    const due = room > 0 ? await this.work.ownersWithDue([...this.busy.keys()], room) : [];
    for (const owner of due) if (!this.busy.has(owner.id)) this.busy.set(owner.id, this.drain(owner));
    await sleep(WAKES_TOGETHER_MS);
  }

  /** Until nothing of the owner is due any more, or its provider wants to be left alone. */
  private async drain(owner: InboxOwner): Promise<void> {
    try {
      for (let goesOn = true; goesOn && !this.stopping.signal.aborted;) {
        const wakes = this.wakes;
        const taken = await this.work.claim(owner.id, TAKEN);
        if (taken.length > 0) {
          const from = performance.now();
          goesOn = await this.workOff(owner, taken);
          if (goesOn) await this.rest(2 * (performance.now() - from));
        } else {
          // What came while nothing was found was left to this loop.
          goesOn = wakes !== this.wakes;
        }
      }
    } catch (error) {
      this.logger.error(
        { err: error, [this.table.owner_column]: owner.id },
        'What became of deliveries could not be noted',
      );
    } finally {
      this.busy.delete(owner.id);
    }
  }

  private async rest(ms: number): Promise<void> {
    const { signal } = this.stopping;
    await sleep(Math.min(ms, LONGEST_REST_MS), undefined, { signal }).catch(() => undefined);
  }

  /** False when the provider is not to be asked again at once. */
  private async workOff(owner: InboxOwner, taken: ClaimedDelivery[]): Promise<boolean> {
    const chunks = chunksOf(taken, this.source.records_at_once);
    for (const [index, chunk] of chunks.entries()) {
      const rest = chunks.slice(index + 1).flat();
      const pause = await this.refresh(owner, chunk);
      if (pause !== null) {
        if (rest.length > 0) await this.work.putBack(idsOf(rest), pause);
        return false;
      }
      if (rest.length > 0) await this.work.extendLease(idsOf(rest));
    }
    return true;
  }

  /**
   * Deliveries of one resource together: each record is read once, however often it was told of. A record that cannot be
   * read fails alone. Gives after how many milliseconds the provider may be asked again; null: at once.
   */
  private async refresh(owner: InboxOwner, chunk: ClaimedDelivery[]): Promise<number | null> {
    const [first] = chunk;
    if (!first) return null;
    const records = [...new Set(chunk.map((delivery) => delivery.platform_id))];
    try {
      await this.source.refresh(owner, first.resource, records, this.stopping.signal);
      await this.work.processed(idsOf(chunk));
      return null;
    } catch (error) {
      const pause = this.stopping.signal.aborted ? 0 : putBackFor(error);
      if (pause !== null) {
        await this.work.putBack(idsOf(chunk), pause);
        return pause;
      }
      if (isOfTheRecord(error) && records.length > 1) return this.refreshHalves(owner, chunk, records);
      this.logger.warn(
        { err: error, [this.table.owner_column]: owner.id, deliveries: chunk.length },
        'Deliveries could not be worked off yet',
      );
      return this.dead.noteFailure(owner, idsOf(chunk), error);
    }
  }

  private async refreshHalves(owner: InboxOwner, chunk: ClaimedDelivery[], records: string[]): Promise<number | null> {
    const half = new Set(records.slice(0, Math.ceil(records.length / 2)));
    const isIn = (delivery: ClaimedDelivery): boolean => half.has(delivery.platform_id);
    const others = chunk.filter((delivery) => !isIn(delivery));
    const pause = await this.refresh(owner, chunk.filter(isIn));
    if (pause === null) return this.refresh(owner, others);
    await this.work.putBack(idsOf(others), pause);
    return pause;
  }
}

const idsOf = (deliveries: ClaimedDelivery[]): string[] => deliveries.map((delivery) => delivery.id);

/** By resource, each chunk with so many different records at most. */
function chunksOf(deliveries: ClaimedDelivery[], size: number): ClaimedDelivery[][] {
  return groupedBy(deliveries, (delivery) => delivery.resource).flatMap((group) => {
    const places = new Map<string, number>();
    for (const { platform_id: id } of group) if (!places.has(id)) places.set(id, places.size);
    return groupedBy(group, (delivery) => Math.floor((places.get(delivery.platform_id) ?? 0) / size));
  });
}

function groupedBy(deliveries: ClaimedDelivery[], keyOf: (delivery: ClaimedDelivery) => unknown): ClaimedDelivery[][] {
  const groups = new Map<unknown, ClaimedDelivery[]>();
  for (const delivery of deliveries) {
    const key = keyOf(delivery);
    const group = groups.get(key);
    if (group) group.push(delivery);
    else groups.set(key, [delivery]);
  }
  return [...groups.values()];
}
