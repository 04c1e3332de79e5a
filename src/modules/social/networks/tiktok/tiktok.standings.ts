import type { CampaignStanding } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import type { TikTokClient } from './tiktok.client.js';
import { chunksOf, IDS_A_CALL, type NodeKind, nodesOf, type Row, textIn } from './tiktok.lists.js';
import { msOf } from './tiktok.words.js';

/** Standings that somebody has to do something about; others pass by themselves. */
const OBJECTIONS: Readonly<Record<string, string>> = {
  ADVERTISER_AUDIT_DENY: 'TikTok did not approve the ad account',
  ADVERTISER_ACCOUNT_PUNISH: 'TikTok restricts the ad account for breaking its rules',
  ADVERTISER_CONTRACT_PENDING: 'the ad account’s contract is not in force yet',
  BALANCE_EXCEED: 'the ad account has no balance left',
  AUDIT_DENY: 'TikTok refused it in review',
  ADGROUP_AUDIT_DENY: 'TikTok refused its ad group in review',
  PARTIAL_AUDIT_DELIVERY_OK: 'TikTok refused it in review for some placements',
  PARTIAL_AUDIT_NO_DELIVERY: 'TikTok refused it in review for some placements',
  ADGROUP_PARTIAL_AUDIT_NO_DELIVERY: 'TikTok refused its ad group in review for some placements',
  INDUSTRY_QUALIFICATION_MISSING: 'TikTok wants a qualification for its industry',
  INDUSTRY_QUALIFICATION_EXPIRED: 'the qualification for its industry has expired',
  ADGROUP_INDUSTRY_QUALIFICATION_MISSING: 'TikTok wants a qualification for its industry',
  ADGROUP_INDUSTRY_QUALIFICATION_EXPIRED: 'the qualification for its industry has expired',
};

/** How campaigns stand at TikTok. */
export class TikTokStandings {
  constructor(private readonly client: TikTokClient) {}

  async of(connection: NetworkConnection, advertiser: string, ids: readonly string[]): Promise<CampaignStanding[]> {
    const standings: CampaignStanding[] = [];
    for (const some of chunksOf(ids, IDS_A_CALL)) {
      const read = (kind: NodeKind): Promise<Row[]> =>
        nodesOf(this.client, connection, kind, advertiser, { campaign_ids: some });
      const campaigns = new Map((await read('campaign')).map((row) => [textIn(row, 'campaign_id'), row]));
      const groups = campaigns.size === 0 ? [] : await read('ad_set');
      const ads = campaigns.size === 0 ? [] : await read('ad');
      const of = (rows: Row[], id: string): Row[] => rows.filter((row) => textIn(row, 'campaign_id') === id);
      for (const id of some) {
        standings.push(standingOf(id, campaigns.get(id), of(groups, id), of(ads, id), connection.clock.ms()));
      }
    }
    return standings;
  }
}

function standingOf(id: string, campaign: Row | undefined, groups: Row[], ads: Row[], now: number): CampaignStanding {
  if (campaign === undefined || textIn(campaign, 'secondary_status') === 'CAMPAIGN_STATUS_DELETE') {
    return { platform_campaign_id: id, state: 'removed', issues: [] };
  }
  const hasEnded = groups.length > 0 && groups.every((group) => isOver(group, now));
  const state = hasEnded ? 'completed' : textIn(campaign, 'operation_status') === 'ENABLE' ? 'active' : 'paused';
  const issues = [
    ...objectionsTo('campaign', [campaign], 'campaign_id'),
    ...objectionsTo('ad_set', groups, 'adgroup_id'),
    ...objectionsTo('ad', ads, 'ad_id'),
  ];
  return { platform_campaign_id: id, state, issues };
}

function isOver(group: Row, now: number): boolean {
  if (textIn(group, 'secondary_status').endsWith('_TIME_DONE')) return true;
  const end = textIn(group, 'schedule_type') === 'SCHEDULE_START_END' ? msOf(group.schedule_end_time) : null;
  return end !== null && end <= now;
}

function objectionsTo(kind: NodeKind, rows: Row[], id: string): CampaignStanding['issues'] {
  return rows.flatMap((row) => {
    const reason = OBJECTIONS[textIn(row, 'secondary_status').replace(/^(CAMPAIGN|ADGROUP|AD)_STATUS_/, '')];
    if (reason === undefined) return [];
    const said = textIn(row, 'reject_reason');
    return [{ kind, platform_id: textIn(row, id), reason: said === '' ? reason : `${reason}: ${said}` }];
  });
}
