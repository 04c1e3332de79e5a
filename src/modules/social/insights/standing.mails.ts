import type { CampaignStanding } from '../networks/campaign.records.js';
import { notice, type SocialNotice } from '../notices.js';

interface Named {
  id: string;
  name: string;
}

const MOST_NAMED = 5;
const pathOf = ({ id }: Named): string => `/api/v1/social/campaigns/${id}`;

/** The network stopped it, or somebody did there. */
export function stoppedMail(campaign: Named, reason: string): SocialNotice {
  return notice('social_campaign_stopped', [
    `Your campaign "${campaign.name}" does not run any more`,
    `${reason.charAt(0).toLowerCase()}${reason.slice(1)}: your campaign "${campaign.name}".`,
    `GET ${pathOf(campaign)} shows how it stands.`,
  ]);
}

/** Somebody switched it on there. */
export function switchedOffMail(campaign: Named, status: string): SocialNotice {
  return notice('social_campaign_switched_off', [
    `Your campaign "${campaign.name}" was switched on at the network, and paused again`,
    `your campaign "${campaign.name}" is ${status} here, and somebody switched it on at the network. It was paused there again: what runs goes through approval and your spend caps.`,
    `To let it run, use POST ${pathOf(campaign)}/resume or publish it.`,
  ]);
}

/** The network holds something against it or its ads. */
export function issuesMail(campaign: Named, issues: CampaignStanding['issues']): SocialNotice {
  const shown = issues.slice(0, MOST_NAMED).map(({ kind, platform_id, reason }) => `${kind} ${platform_id}: ${reason}`);
  if (issues.length > MOST_NAMED) shown.push(`and ${issues.length - MOST_NAMED} more`);
  return notice('social_campaign_issues', [
    `The network holds something against your campaign "${campaign.name}"`,
    `of your campaign "${campaign.name}" the network does not accept everything:`,
    ...shown,
    `GET ${pathOf(campaign)} shows it under network.issues.`,
  ]);
}
