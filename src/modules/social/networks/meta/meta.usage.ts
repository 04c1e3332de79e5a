/** Percent of a limit from which on calls are spread out. */
const NEARLY = 75;
/** Used up without a word about when it is over: the limits roll over an hour. */
const FULL_REST_MS = 10 * 60_000;
const LEAST_REST_MS = 1_000;

/**
 * How long the network's usage headers want us to rest, in ms; 0: not at all. Values are percent of a rolling hour, times to
 * regain access are minutes. https://developers.facebook.com/docs/graph-api/overview/rate-limiting/
 */
export function restMsOf(headers: Readonly<Record<string, string>>): number {
  const byUseCase = Object.values(objectIn(headers['x-business-use-case-usage'])).flatMap((each): unknown[] =>
    Array.isArray(each) ? each : [],
  );
  const usages = [...byUseCase, objectIn(headers['x-app-usage']), objectIn(headers['x-ad-account-usage'])];
  return Math.max(0, ...usages.map(restOf));
}

function restOf(usage: unknown): number {
  if (typeof usage !== 'object' || usage === null) return 0;
  const numbers = usage as Record<string, unknown>;
  const minutes = numberOf(numbers.estimated_time_to_regain_access);
  if (minutes > 0) return minutes * 60_000;
  const percent = Math.max(
    ...['call_count', 'total_cputime', 'total_time', 'acc_id_util_pct'].map((name) => numberOf(numbers[name])),
  );
  if (percent >= 100) return numberOf(numbers.reset_time_duration) * 1000 || FULL_REST_MS;
  if (percent < NEARLY) return 0;
  return LEAST_REST_MS * (1 + Math.floor((percent - NEARLY) / 5));
}

const numberOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

function objectIn(header: string | undefined): Record<string, unknown> {
  if (header === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(header);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
