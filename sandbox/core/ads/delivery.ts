import { createRandom, seedOf } from '../random.js';
import { type AdCourse, courseOf } from './course.js';
import { dayIn, partsIn } from './zone-time.js';

/** What has a budget, and the ads that spend it now. Money is in the currency's smallest units. */
export interface Holder {
  id: string;
  /** The account's time zone: its days are the budget's. */
  zone: string;
  daily: number | null;
  lifetime: number | null;
  start: number;
  /** Null: no end; a lifetime budget has one. */
  end: number | null;
  ad_ids: string[];
  /** What the account's or the campaign's own limit leaves; null: no limit. */
  most: number | null;
}

/** An ad's day: exact, and therefore not whole. */
export interface Day {
  spend: number;
  impressions: number;
  clicks: number;
}

/** A sale that an ad brought. */
export interface Conversion {
  /** The account's day of the click. */
  day: string;
  clicked_at: number;
  /** When the network hears of it. */
  known_at: number;
  after_click: boolean;
  /** Smallest units. */
  value: number;
}

const HOUR = 3_600_000;
/** How a day's money goes over its hours: few are awake at four. */
const SHAPE = [2, 1, 1, 1, 1, 2, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 7, 8, 8, 7, 5, 3];
const WHOLE = SHAPE.reduce((sum, share) => sum + share, 0);

/** Ads that run: what they spend as time goes, and what comes of it, up to a week later. */
export class Delivery {
  private readonly days = new Map<string, Map<string, Day>>();
  private readonly sales = new Map<string, Conversion[]>();
  private readonly courses = new Map<string, AdCourse>();
  private readonly spent = new Map<string, number>();
  private settled: number;

  constructor(
    private readonly seed: number,
    start: number,
  ) {
    this.settled = start;
  }

  /** Everything up to `now` happens; `running` says what runs at a moment. To be called before anything is changed, too. */
  settle(now: number, running: (at: number) => Holder[]): void {
    while (this.settled < now) {
      const until = Math.min(now, (Math.floor(this.settled / HOUR) + 1) * HOUR);
      for (const holder of running(this.settled)) this.spend(holder, this.settled, until);
      this.settled = until;
    }
  }

  /** The ad's days by date. */
  daysOf(ad_id: string): ReadonlyMap<string, Day> {
    return this.days.get(ad_id) ?? new Map<string, Day>();
  }

  /** The sales that the network knows of at that moment. */
  conversionsOf(ad_id: string, now: number): Conversion[] {
    return (this.sales.get(ad_id) ?? []).filter((sale) => sale.known_at <= now);
  }

  /** Whole units that the ad has spent in all. */
  spentBy(ad_id: string): number {
    let sum = 0;
    for (const day of this.daysOf(ad_id).values()) sum += Math.round(day.spend);
    return sum;
  }

  /** Something was spent beside any budget: to see what a caller makes of it. */
  put(ad_id: string, day: string, more: Day, sales: Conversion[]): void {
    const cell = this.day(ad_id, day);
    cell.spend += more.spend;
    cell.impressions += more.impressions;
    cell.clicks += more.clicks;
    this.salesOf(ad_id).push(...sales);
  }

  private spend(holder: Holder, from: number, until: number): void {
    if (holder.ad_ids.length === 0) return;
    const { date, hour } = partsIn(holder.zone, from);
    const amount = Math.min(this.amount(holder, from, until, date, hour), holder.most ?? Infinity);
    if (amount <= 0) return;
    this.add(`${holder.id} ${date}`, amount);
    this.add(holder.id, amount);
    for (const one of holder.ad_ids) this.deliver(one, dayIn(holder.zone, from), until, amount / holder.ad_ids.length);
  }

  private amount(holder: Holder, from: number, until: number, date: string, hour: number): number {
    if (holder.daily !== null) {
      const appetite = 0.9 + 0.1 * createRandom(seedOf(this.seed, 'day', holder.id, date)).next();
      const share = ((SHAPE[hour] ?? 0) / WHOLE) * ((until - from) / HOUR);
      return Math.min(holder.daily * appetite * share, holder.daily - (this.spent.get(`${holder.id} ${date}`) ?? 0));
    }
    if (holder.lifetime === null || holder.end === null) return 0;
    const share = (Math.min(until, holder.end) - Math.max(from, holder.start)) / (holder.end - holder.start);
    return Math.min(holder.lifetime * 0.99 * share, holder.lifetime - (this.spent.get(holder.id) ?? 0));
  }

  private deliver(ad_id: string, date: string, at: number, amount: number): void {
    let course = this.courses.get(ad_id);
    if (course === undefined) this.courses.set(ad_id, (course = courseOf(this.seed, ad_id)));
    const day = this.day(ad_id, date);
    const impressions = (amount / course.cost_per_thousand) * 1000;
    const clicks = impressions * course.click_rate;
    day.spend += amount;
    day.impressions += impressions;
    day.clicks += clicks;
    course.clicks += clicks;
    const sales = this.salesOf(ad_id);
    while (course.sales < Math.floor(course.clicks * course.sale_rate)) {
      const random = createRandom(seedOf(this.seed, 'sale', ad_id, course.sales++));
      const known = at + delayHours(random.next(), random.next()) * HOUR;
      const value = Math.round(course.usual_value * (0.4 + 1.2 * random.next()));
      sales.push({ day: date, clicked_at: at, known_at: known, after_click: random.chance(0.85), value });
    }
  }

  private day(ad_id: string, date: string): Day {
    let days = this.days.get(ad_id);
    if (days === undefined) this.days.set(ad_id, (days = new Map<string, Day>()));
    let day = days.get(date);
    if (day === undefined) days.set(date, (day = { spend: 0, impressions: 0, clicks: 0 }));
    return day;
  }

  private salesOf(ad_id: string): Conversion[] {
    let sales = this.sales.get(ad_id);
    if (sales === undefined) this.sales.set(ad_id, (sales = []));
    return sales;
  }

  private add(key: string, amount: number): void {
    this.spent.set(key, (this.spent.get(key) ?? 0) + amount);
  }
}

/** Half of the buyers buy at once, a third the next day, the rest within a week. */
function delayHours(which: number, how: number): number {
  if (which < 0.5) return how * 2;
  return which < 0.83 ? 2 + how * 22 : 24 + how * 143;
}
