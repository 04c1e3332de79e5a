import { Injectable } from '@nestjs/common';
import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import { StoresApi } from '../../stores/stores.api.js';
import { AccountRepository, type AccountRow } from '../accounts/account.repository.js';
import { AdImages } from '../images/ad-images.js';
import { type CampaignContent, columnsOf } from './campaign-changes.js';
import type { CampaignRow } from './campaign.repository.js';
import { faultsOf } from './campaign-rules.js';

/** Sees to it that a campaign is made of its owner's things, and fits together. */
@Injectable()
export class CampaignDraft {
  constructor(
    private readonly stores: StoresApi,
    private readonly accounts: AccountRepository,
    private readonly images: AdImages,
  ) {}

  /**
   * The columns of these changes and of what follows from them. In the open transaction. Throws VALIDATION_ERROR that names
   * every field.
   */
  async columns(campaign: CampaignRow, changes: Partial<CampaignContent>): Promise<Record<string, unknown>> {
    const next: CampaignRow = { ...campaign, ...changes };
    const account = await this.accountOf(next);
    // One that was removed since stays what the campaign was made for.
    const isAsBefore = account === undefined && !('social_account_id' in changes);
    const currency = isAsBefore ? campaign.currency : (account?.currency ?? null);
    const faults = [
      ...(account === undefined && !isAsBefore ? [strange('social_account_id', 'account')] : []),
      ...(await this.storeFaults(campaign.user_id, changes.store_id ?? null)),
      ...(await this.imageFaults(next)),
      ...faultsOf({ ...next, currency }),
    ];
    if (faults.length > 0) throw AppError.validation(faults);
    return { ...columnsOf(changes), currency };
  }

  /** Null: it has none; undefined: it is none of its owner's (any more). */
  private async accountOf({
    user_id: userId,
    social_account_id: id,
  }: CampaignRow): Promise<AccountRow | null | undefined> {
    return id === null ? null : this.accounts.find(userId, id);
  }

  private async storeFaults(userId: string, id: string | null): Promise<FieldFault[]> {
    if (id === null) return [];
    try {
      await this.stores.get(userId, id);
      return [];
    } catch (error) {
      if (error instanceof AppError && error.code === 'NOT_FOUND') return [strange('store_id', 'store')];
      throw error;
    }
  }

  private async imageFaults({ user_id: userId, creatives }: CampaignRow): Promise<FieldFault[]> {
    const ids = creatives.flatMap(({ image_id: id }) => (id === null ? [] : [id]));
    const held = await this.images.hold(userId, ids);
    return creatives.flatMap(({ image_id: id }, index) =>
      id === null || held.has(id) ? [] : [strange(`creatives.${index}.image_id`, 'picture')],
    );
  }
}

const strange = (field: string, what: string): FieldFault => ({ field, reason: `is not one of your ${what}s` });
