import { AppError } from '../../../../common/errors/app-error.js';
import type { Choice, ChoiceKind } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import type { TikTokTools } from './tiktok.tools.js';

const MOST = 50;

/**
 * What can be named in a campaign. TikTok's published contract has no list of custom audiences, so that their ids have to be
 * copied from its Ads Manager; throws VALIDATION_ERROR for those.
 */
export async function choicesOf(
  tools: TikTokTools,
  connection: NetworkConnection,
  advertiser: string,
  kind: ChoiceKind,
  text: string,
): Promise<Choice[]> {
  if (kind === 'custom_audiences') {
    const reason = 'cannot be listed for TikTok: copy the ids of custom audiences from its Ads Manager';
    throw AppError.validation([{ field: 'kind', reason }]);
  }
  const all: { id: string; name: string; path: string[] }[] =
    kind === 'interests'
      ? await tools.interests(connection, advertiser)
      : (await tools.pixels(connection, advertiser)).map((pixel) => ({ ...pixel, path: [] }));
  return bestOf(all, text).map(({ id, name, path }) => ({ id, name, path, size_min: null, size_max: null }));
}

/** What bears the text in its name, then what has it above it; names that begin with it first. */
function bestOf<T extends { name: string; path: string[] }>(all: readonly T[], text: string): T[] {
  const wanted = text.trim().toLowerCase();
  const rankOf = ({ name, path }: T): number => {
    const at = name.toLowerCase().indexOf(wanted);
    if (at >= 0) return Math.min(at, 1);
    return path.some((one) => one.toLowerCase().includes(wanted)) ? 2 : 3;
  };
  return all
    .map((one) => ({ one, rank: rankOf(one) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ one }) => one);
}
