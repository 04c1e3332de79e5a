import { formatMoney } from '../../../common/money/money.js';
import { notice, type SocialNotice } from '../notices.js';
import { capWords, type PassedCap } from './spend-rules.js';

interface Named {
  id: string;
  name: string;
}

const pathOf = ({ id }: Named): string => `/api/v1/social/campaigns/${id}`;
const listed = (campaigns: readonly Named[]): string => campaigns.map(({ name }) => `"${name}"`).join(', ');

/** What was spent of a cap, in a sentence. */
export function capSentence({ cap, limit, spend }: PassedCap, currency: string): string {
  const say = (amount: string): string => `${formatMoney(amount, currency)} ${currency}`;
  return `${say(spend)} are spent of ${say(limit)}, ${capWords(cap)}`;
}

/** A cap is passed: what is paused because of it. */
export function capReachedMail(campaigns: readonly Named[], passed: PassedCap, currency: string): SocialNotice {
  const [first] = campaigns;
  const one = campaigns.length === 1 && first;
  return notice('social_spend_cap_reached', [
    one
      ? `Your campaign "${first.name}" is paused: its spend cap is reached`
      : 'Campaigns of yours are paused: a spend cap is reached',
    `${capSentence(passed, currency)}. We pause ${listed(campaigns)} at the network.`,
    'Networks tell of spend with some delay, so that a little more may have been spent by then.',
    one
      ? `POST ${pathOf(first)}/resume switches it on again once the cap allows it; GET ${pathOf(first)}/guard-actions shows what was done.`
      : 'Each of them can be resumed once the cap allows it.',
  ]);
}

/** It should be paused, and still runs. */
export function notPausedMail(campaign: Named, reason: string): SocialNotice {
  return notice('social_spend_cap_not_paused', [
    `Your campaign "${campaign.name}" is over its spend cap and could not be paused yet`,
    `${reason}. We have tried to pause your campaign "${campaign.name}" for ten minutes, and the network did not take it. It goes on spending.`,
    'We go on trying. If you can, pause it at the network by hand.',
    `GET ${pathOf(campaign)} and its account’s health show what stands in the way.`,
  ]);
}
