import { Injectable } from '@nestjs/common';
import type { ChangeKind, ChangeObserver, SettledChange } from '../stores.api.js';

/** Who is told of settled changes: one for each kind. */
@Injectable()
export class ChangeObservers {
  private readonly byKind = new Map<ChangeKind, ChangeObserver>();

  register(observer: ChangeObserver): void {
    if (this.byKind.has(observer.kind)) throw new Error(`Two observers take ${observer.kind}`);
    this.byKind.set(observer.kind, observer);
  }

  async settled(change: SettledChange): Promise<void> {
    await this.byKind.get(change.kind)?.settled(change);
  }
}
