import { Injectable, Optional } from '@nestjs/common';

import { Clock, SystemClock } from '../clock/clock.js';
import { ResumeLater } from './resume-later.js';

/** A longer wait is not slept through: the work is put off, and its worker is free for others. */
const LONGEST_WAIT_MS = 5000;
const LEAST_RESTORE = 0.001;
const IDLE_MS = 10 * 60_000;
const SWEEP_MS = 60_000;

export interface BudgetState {
  /** Units. */
  capacity: number;
  /** Units per second. */
  restore_per_second: number;
}

interface Waiter {
  cost: number;
  grant: () => void;
  refuse: (reason: unknown) => void;
}

/**
 * How fast one store may be called: a leaky bucket, in units of the platform's own. Whoever comes first is served
 * first. What the platform says of itself (`learn`, `blockFor`) overrides what was reckoned here.
 */
export class LeakyBudget {
  private available: number;
  private capacity: number;
  private restorePerMs: number;
  private reckonedAt: number;
  private blockedUntil = 0;
  private readonly queue: Waiter[] = [];
  private alarm: AbortController | null = null;

  constructor(
    initial: BudgetState,
    private readonly clock: Clock = new SystemClock(),
  ) {
    this.available = initial.capacity;
    this.capacity = initial.capacity;
    this.restorePerMs = Math.max(initial.restore_per_second, LEAST_RESTORE) / 1000;
    this.reckonedAt = clock.ms();
  }

  /**
   * Waits until `cost` units are free and takes them. A cost above the capacity waits for a full bucket.
   * Throws ResumeLater when that would last longer than 5 s, and the signal's reason when it is aborted.
   */
  async take(cost: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const waiter = this.enqueue(cost);
    const leave = (): void => this.leave(waiter.entry, signal?.reason);
    signal?.addEventListener('abort', leave, { once: true });
    try {
      this.serve();
      await waiter.turn;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  /** What the platform itself said is left. Units and units per second. */
  learn(state: BudgetState & { available: number }): void {
    this.capacity = Math.max(state.capacity, 0);
    this.available = Math.min(state.available, this.capacity);
    this.restorePerMs = Math.max(state.restore_per_second, LEAST_RESTORE) / 1000;
    this.reckonedAt = this.clock.ms();
    this.serve();
  }

  /** The platform said: not before this many milliseconds. A shorter block does not end a longer one. */
  blockFor(ms: number): void {
    this.blockedUntil = Math.max(this.blockedUntil, this.clock.ms() + ms);
    this.serve();
  }

  /** Whether nobody waits and forgetting it would allow nothing that it forbids. */
  get isIdle(): boolean {
    this.reckon();
    return this.queue.length === 0 && this.available >= this.capacity && this.blockedUntil <= this.clock.ms();
  }

  private enqueue(cost: number): { entry: Waiter; turn: Promise<void> } {
    const entry: Waiter = { cost: Math.max(cost, 0), grant: () => undefined, refuse: () => undefined };
    const turn = new Promise<void>((resolve, reject) => {
      entry.grant = resolve;
      entry.refuse = reject;
    });
    this.queue.push(entry);
    return { entry, turn };
  }

  private leave(entry: Waiter, reason: unknown): void {
    const at = this.queue.indexOf(entry);
    if (at === -1) return;
    this.queue.splice(at, 1);
    entry.refuse(reason);
    this.serve();
  }

  /** Serves whoever can be served now, sends away whoever would wait too long, and wakes up for the next. */
  private serve(): void {
    this.alarm?.abort();
    this.alarm = null;
    this.reckon();
    for (let first = this.queue[0]; first !== undefined && this.waitFor(first.cost, 0) <= 0; first = this.queue[0]) {
      this.queue.shift();
      this.available -= first.cost;
      first.grant();
    }
    this.refuseTheLate();
    const next = this.queue[0];
    if (next !== undefined) this.wakeIn(this.waitFor(next.cost, 0));
  }

  private refuseTheLate(): void {
    let ahead = 0;
    for (const waiter of [...this.queue]) {
      const wait = this.waitFor(waiter.cost, ahead);
      if (wait > LONGEST_WAIT_MS) {
        this.queue.splice(this.queue.indexOf(waiter), 1);
        waiter.refuse(new ResumeLater(Math.ceil(wait), 'the platform wants fewer calls'));
      } else {
        ahead += waiter.cost;
      }
    }
  }

  /** Milliseconds until the cost is free, when `ahead` units are taken before. */
  private waitFor(cost: number, ahead: number): number {
    const missing = Math.min(cost, this.capacity) + ahead - this.available;
    // A hair less than nothing is nothing: fractions of units do not add up exactly.
    const restored = missing > 1e-6 ? missing / this.restorePerMs : 0;
    return Math.max(restored, this.blockedUntil - this.clock.ms());
  }

  private wakeIn(ms: number): void {
    const alarm = new AbortController();
    this.alarm = alarm;
    this.clock.sleep(Math.max(1, Math.ceil(ms)), alarm.signal).then(
      () => {
        if (this.alarm === alarm) this.serve();
      },
      () => undefined,
    );
  }

  private reckon(): void {
    const now = this.clock.ms();
    const passed = Math.max(0, now - this.reckonedAt);
    this.available = Math.min(this.capacity, this.available + passed * this.restorePerMs);
    this.reckonedAt = now;
  }
}

/** The budgets of all stores that are being called: one each, so that one store's throttling slows no other. */
@Injectable()
export class RateBudgets {
  private readonly budgets = new Map<string, { budget: LeakyBudget; used_at: number }>();
  private readonly clock: Clock;
  private sweptAt = 0;

  constructor(@Optional() clock?: Clock) {
    this.clock = clock ?? new SystemClock();
  }

  /** The store's budget; `initial` counts only when there is none yet. */
  of(storeId: string, initial: BudgetState): LeakyBudget {
    this.sweep();
    const entry = this.budgets.get(storeId) ?? { budget: new LeakyBudget(initial, this.clock), used_at: 0 };
    entry.used_at = this.clock.ms();
    this.budgets.set(storeId, entry);
    return entry.budget;
  }

  /** Forgets what was learned: other credentials may have another budget. */
  forget(storeId: string): void {
    this.budgets.delete(storeId);
  }

  get size(): number {
    return this.budgets.size;
  }

  private sweep(): void {
    const now = this.clock.ms();
    if (now - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = now;
    for (const [storeId, { budget, used_at }] of this.budgets) {
      if (now - used_at > IDLE_MS && budget.isIdle) this.budgets.delete(storeId);
    }
  }
}
