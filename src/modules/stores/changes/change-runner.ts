import { Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { JsonObject } from '../../../common/json.js';
import { InjectLogger } from '../../../common/logger/logger.token.js';
import { ProviderError } from '../../../common/outbound/provider-error.js';
import { StoreConnections } from '../store-connections.js';
import type { StoreRow } from '../store.repository.js';
import { StoreHealth } from '../sync/store-health.js';
import { kindOf, type Answered, type Asked } from './change-kinds.js';
import { asProviderError, asUnheard, didNotHappen, faultOf, isFinal, isUnavailable } from './change-faults.js';
import { ChangeLog, ChangeLost, type ChangeRow } from './change-log.js';
import { ChangeRecords } from './change-records.js';
import { ChangeSettlement } from './change-settlement.js';
import { ChangeTimes } from './change-times.js';

/** `open`: what became of it is not known yet, and why. Everything else is settled, and written down. */
export type Verdict =
  { state: 'done'; outcome: JsonObject } | { state: 'refused'; error: unknown } | { state: 'open'; error: unknown };

/** A change that the caller holds. */
export interface Work {
  row: ChangeRow;
  store: StoreRow;
  /** Aborted from outside; each step has its own bound besides. */
  signal?: AbortSignal | undefined;
}

/** Brings a change as far as it can be brought now. Throws ChangeLost when it is in other hands. */
@Injectable()
export class ChangeRunner {
  constructor(
    private readonly log: ChangeLog,
    private readonly connections: StoreConnections,
    private readonly records: ChangeRecords,
    private readonly settlement: ChangeSettlement,
    private readonly health: StoreHealth,
    private readonly times: ChangeTimes,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /** Sends it. `again`: an earlier try may have been done, or the person does not wait any more. */
  async send(work: Work, again: boolean): Promise<Verdict> {
    const kind = kindOf(work.row.kind);
    let known = work.row.known;
    try {
      known ??= (await kind.known?.(this.asked(work, this.times.look_ms))) ?? null;
    } catch (error) {
      return this.unsent(work, error, again);
    }
    await this.log.sending(work.row, known);
    let answered: Answered;
    try {
      answered = await kind.send({ ...this.asked(work, this.times.send_ms), known: known ?? [], again });
    } catch (fault) {
      const error = asUnheard(fault, this.connections.platformOf(work.store));
      return this.unanswered({ ...work, row: { ...work.row, known } }, error, again);
    }
    return this.finish(work, answered);
  }

  /** Asks the platform what became of it; null: it was not done. */
  async lookUp(work: Work): Promise<Verdict | null> {
    const { lookUp } = kindOf(work.row.kind);
    if (!lookUp) return null;
    await this.log.hold(work.row);
    let found: Answered | null;
    try {
      found = await lookUp(this.asked(work, this.times.look_ms));
    } catch (error) {
      await this.noteAuth(work.store, error);
      return { state: 'open', error };
    }
    return found && this.finish(work, found);
  }

  /** In words: what of it the platform has done, though not all; null: nothing. Throws what the adapter throws. */
  async partly(work: Work): Promise<string | null> {
    const kind = kindOf(work.row.kind);
    return (await kind.partly?.(this.asked(work, this.times.look_ms))) ?? null;
  }

  /** The platform did it: stores what it has now, and settles the change. */
  async finish(work: Work, answered: Answered): Promise<Verdict> {
    const { row, store } = work;
    try {
      const whole = await this.followed(work, answered);
      await this.log.hold(row);
      const touched = kindOf(row.kind).touches(row.payload, whole.outcome);
      const fresh = whole.product
        ? { resource: touched.resource, records: [whole.product], bad: [], gone: [] }
        : await this.records.read(this.connections.platformOf(store), this.connect(work, this.times.look_ms), touched);
      return { state: 'done', outcome: await this.settlement.settle(row, whole.outcome, fresh) };
    } catch (error) {
      if (error instanceof ChangeLost) throw error;
      this.logger.warn(
        { err: error, change_id: row.id, kind: row.kind },
        'A change was made but could not be completed or stored yet',
      );
      await this.log.heard(row, answered.outcome);
      await this.noteAuth(store, error);
      return { state: 'open', error };
    }
  }

  /** What comes after the change itself; whoever takes an unfinished one up begins with this. */
  private async followed(work: Work, answered: Answered): Promise<Answered> {
    const kind = kindOf(work.row.kind);
    if (!kind.follow) return answered;
    await this.log.hold(work.row);
    return kind.follow(this.asked(work, this.times.send_ms), answered);
  }

  async refuse(work: Work, why: unknown): Promise<Verdict> {
    const error = asProviderError(why, this.connections.platformOf(work.store));
    await this.log.settle(work.row, { error: faultOf(error) });
    await this.noteAuth(work.store, error);
    return { state: 'refused', error };
  }

  /** It did not leave: a person is told so; a job tries once more where that may help. */
  private unsent(work: Work, error: unknown, again: boolean): Promise<Verdict> {
    return again && !isFinal(error) ? Promise.resolve({ state: 'open', error }) : this.refuse(work, error);
  }

  private async unanswered(work: Work, error: unknown, again: boolean): Promise<Verdict> {
    if (didNotHappen(error)) return this.unsent(work, error, again);
    if (!kindOf(work.row.kind).lookUp) return { state: 'open', error };
    const verdict = await this.lookUp(work);
    if (verdict !== null) return verdict;
    // The shop says that it failed and has not done it: that is an answer. Silence is none, it may still be at it.
    return isUnavailable(error) ? this.unsent(work, error, again) : { state: 'open', error };
  }

  private asked(work: Work, ms: number): Asked<ChangeRow['kind']> {
    const { row, store } = work;
    const platform = this.connections.platformOf(store);
    const connection = this.connect(work, ms);
    return { platform, connection, key: row.id, payload: row.payload, known: row.known ?? [], again: false };
  }

  private connect({ store, signal }: Work, ms: number): ReturnType<StoreConnections['open']> {
    const bound = AbortSignal.timeout(ms);
    return this.connections.open(store, signal ? AbortSignal.any([signal, bound]) : bound);
  }

  /** A fault in noting the fault must not hide it. */
  private async noteAuth(store: StoreRow, error: unknown): Promise<void> {
    if (!(error instanceof ProviderError) || error.fault !== 'auth') return;
    try {
      await this.health.failed(store, error);
    } catch (fault) {
      this.logger.error({ err: fault, store_id: store.id }, 'Refused credentials could not be noted');
    }
  }
}
