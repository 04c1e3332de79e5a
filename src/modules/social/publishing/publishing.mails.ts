import { notice, type SocialNotice } from '../notices.js';

interface Named {
  id: string;
  name: string;
}

const pathOf = ({ id }: Named): string => `/api/v1/social/campaigns/${id}`;

export function publishFailedMail(campaign: Named, reason: string): SocialNotice {
  return notice('social_campaign_failed', [
    `Your campaign "${campaign.name}" was not published`,
    `publishing your campaign "${campaign.name}" was given up: ${reason}.`,
    'Nothing of it runs. What was made at the network by then stays there, paused; publishing it again goes on with that.',
    `GET ${pathOf(campaign)} shows where it stands.`,
  ]);
}

export function removalFailedMail(campaign: Named, platformId: string | null, reason: string): SocialNotice {
  const named = platformId === null ? '' : ` (there: ${platformId})`;
  return notice('social_campaign_not_removed', [
    `Your deleted campaign "${campaign.name}" is still at the network`,
    `your campaign "${campaign.name}"${named} was deleted here, and could not be deleted at the network: ${reason}.`,
    'It is not tried any more: look there whether it is paused, and delete it there.',
  ]);
}

export function stillRunningMail(campaign: Named, platformId: string | null, reason: string): SocialNotice {
  const named = platformId === null ? '' : ` (there: ${platformId})`;
  return notice('social_campaign_may_run', [
    `Your campaign "${campaign.name}" may be running at the network`,
    `your campaign "${campaign.name}"${named} was being switched on when that was broken off, and it could not be switched off again: ${reason}.`,
    'Look there whether it runs, and pause it there.',
    `GET ${pathOf(campaign)} shows where it stands here.`,
  ]);
}
