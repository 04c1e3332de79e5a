/** One app's leaky bucket at one shop. */
export class CostBucket {
  private available: number;
  private at: number;

  constructor(
    readonly maximum: number,
    readonly restore_rate: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.available = maximum;
    this.at = now();
  }

  /** Takes the requested cost, or nothing and false. */
  take(cost: number): boolean {
    this.refill();
    if (cost > this.available) return false;
    this.available -= cost;
    return true;
  }

  give(cost: number): void {
    this.available = Math.min(this.maximum, this.available + cost);
  }

  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number } {
    this.refill();
    return {
      maximumAvailable: this.maximum,
      currentlyAvailable: Math.floor(this.available),
      restoreRate: this.restore_rate,
    };
  }

  private refill(): void {
    const now = this.now();
    this.available = Math.min(this.maximum, this.available + ((now - this.at) / 1000) * this.restore_rate);
    this.at = now;
  }
}
