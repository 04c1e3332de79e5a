import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import type { AccountRow } from '../accounts/account.repository.js';
import { nameOf } from '../accounts/account.repository.js';
import { AdImages } from '../images/ad-images.js';
import type { Audience, CampaignPlan, PlannedCreative, PlannedImage, PlanFault } from '../networks/campaign.records.js';
import type { CampaignRow, StoredCreative } from './campaign.repository.js';

const MOST_AGE = 65;

/** An audience as far as it is said. */
type AudienceWish = Partial<Omit<Audience, 'interests'>> & { interests?: { id: string; name?: string | null }[] };

/** What of a campaign is approved, and nothing else is published. */
export function contentHash(campaign: CampaignRow): string {
  const { social_account_id, name, objective, currency, budget_type, budget_amount, start_date, end_date } = campaign;
  const { target_audience, creatives, special_ad_categories, advertiser, conversion, url_parameters } = campaign;
  const content = {
    ...{ social_account_id, name, objective, currency, budget_type, budget_amount, start_date, end_date },
    ...{ target_audience, creatives, special_ad_categories, advertiser, conversion, url_parameters },
  };
  return createHash('sha256').update(stable(content)).digest('hex');
}

/** What a campaign lacks to be submitted, as the wire names it. Pure. */
export function gapsOf(campaign: CampaignRow): PlanFault[] {
  const gaps: PlanFault[] = [];
  const need = (field: string, value: unknown): void => {
    if (value === null || value === undefined) gaps.push({ field, reason: 'is needed before it can be submitted' });
  };
  need('social_account_id', campaign.social_account_id);
  need('objective', campaign.objective);
  need('budget_type', campaign.budget_type);
  need('budget_amount', campaign.budget_amount);
  if ((campaign.target_audience?.countries ?? []).length === 0) need('target_audience.countries', null);
  if (campaign.budget_type === 'lifetime') need('end_date', campaign.end_date);
  if (campaign.creatives.length === 0) need('creatives', null);
  campaign.creatives.forEach(({ image_id: id, image_url: url }, index) =>
    need(`creatives.${index}.image_url`, id ?? url),
  );
  return gaps;
}

/** Makes of a campaign and its account what networks are told. */
@Injectable()
export class CampaignPlans {
  constructor(
    private readonly images: AdImages,
    private readonly clock: Clock,
  ) {}

  /** Throws VALIDATION_ERROR with what lacks; pictures must have been fetched. */
  async of(campaign: CampaignRow, account: AccountRow): Promise<CampaignPlan> {
    const gaps = gapsOf(campaign);
    const { objective, budget_type, budget_amount } = campaign;
    const { ad_account_id, currency } = account;
    if (gaps.length > 0 || objective === null || budget_type === null || budget_amount === null) {
      throw AppError.validation(gaps);
    }
    if (ad_account_id === null || currency === null) {
      throw AppError.validation([
        { field: 'social_account_id', reason: 'is not verified yet: verify the account first' },
      ]);
    }
    const start = campaign.start_date ?? campaign.publish_started_at ?? this.clock.now();
    return {
      id: campaign.id,
      platform: account.platform,
      ad_account_id,
      page_id: account.page_id,
      profile_id: account.instagram_account_id,
      currency,
      timezone: account.timezone ?? 'UTC',
      name: campaign.name,
      objective,
      budget_type,
      budget_amount,
      start_at: start.toISOString(),
      end_at: campaign.end_date?.toISOString() ?? null,
      audience: audienceOf(campaign.target_audience ?? {}),
      special_ad_categories: campaign.special_ad_categories,
      advertiser: campaign.advertiser,
      conversion: campaign.conversion,
      creatives: await this.creativesOf(campaign, nameOf(account)),
    };
  }

  private async creativesOf(campaign: CampaignRow, accountName: string): Promise<PlannedCreative[]> {
    const ids = campaign.creatives.flatMap(({ image_id: id }) => (id === null ? [] : [id]));
    const images = new Map((await this.images.find(campaign.user_id, ids)).map((image) => [image.id, image]));
    return campaign.creatives.map((creative, index) => {
      const image = creative.image_id === null ? undefined : images.get(creative.image_id);
      if (!image)
        throw AppError.validation([{ field: `creatives.${index}.image_id`, reason: 'is not a picture of yours' }]);
      return creativeOf(creative, index, campaign, accountName, image);
    });
  }
}

function creativeOf(
  creative: StoredCreative,
  index: number,
  campaign: CampaignRow,
  accountName: string,
  image: PlannedImage,
): PlannedCreative {
  const { id, name, primary_text, headline, description, call_to_action, link_url, display_name } = creative;
  return {
    ...{ id, primary_text, headline, description, call_to_action, image },
    name: name ?? `${campaign.name} ${index + 1}`,
    link_url: withParameters(link_url, campaign.url_parameters),
    display_name: display_name ?? accountName,
  };
}

/** The whole audience: what is not said is as wide as it can be. */
export function audienceOf(audience: AudienceWish): Audience {
  const { age_min = null, age_max = null } = audience;
  return {
    countries: audience.countries ?? [],
    age_min,
    age_max: age_max === null ? null : Math.min(age_max, MOST_AGE),
    genders: audience.genders ?? [],
    interests: (audience.interests ?? []).map(({ id, name = null }) => ({ id, name })),
    custom_audiences: audience.custom_audiences ?? [],
    excluded_custom_audiences: audience.excluded_custom_audiences ?? [],
    placements: audience.placements ?? [],
  };
}

/** The address with the campaign's parameters; what the address says itself stands. */
export function withParameters(address: string, parameters: string | null): string {
  if (parameters === null || parameters === '') return address;
  const url = new URL(address);
  for (const [name, value] of new URLSearchParams(parameters)) {
    if (!url.searchParams.has(name)) url.searchParams.append(name, value);
  }
  return url.toString();
}

/** JSON whose keys are in order: the same for the same content. */
export function stable(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one) && !(one instanceof Date)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
