import { Injectable } from '@nestjs/common';
import { Clock } from '../../../../common/clock/clock.js';
import { AppError, type FieldFault } from '../../../../common/errors/app-error.js';
import type { AccountRow } from '../../accounts/account.repository.js';
import { AdImages } from '../../images/ad-images.js';
import { FetchImage } from '../../images/fetch-image.js';
import { ImageRefused } from '../../images/image-content.js';
import { StoreImage } from '../../images/store-image.js';
import type { CampaignRow, StoredCreative } from '../campaign.repository.js';

/** For all pictures of a campaign: somebody waits for the answer. */
const FETCH_ALL_MS = 60_000;

/** Fetches the pictures of ads that are known by their addresses: what is approved is what is published. */
@Injectable()
export class PinImages {
  constructor(
    private readonly fetchImage: FetchImage,
    private readonly storeImage: StoreImage,
    private readonly images: AdImages,
    private readonly clock: Clock,
  ) {}

  /**
   * The campaign's ads, each with its picture. Throws VALIDATION_ERROR that names each address without one, and
   * PROVIDER_UNAVAILABLE when that may pass.
   */
  async of(campaign: CampaignRow, account: AccountRow): Promise<StoredCreative[]> {
    const end = this.clock.ms() + FETCH_ALL_MS;
    const fetched = new Map<string, string>();
    const faults: FieldFault[] = [];
    const pinned: StoredCreative[] = [];
    for (const [index, creative] of campaign.creatives.entries()) {
      const { image_id: id, image_url: url } = creative;
      if (id !== null || url === null) {
        pinned.push(creative);
        continue;
      }
      try {
        const found = fetched.get(url) ?? (await this.fetch(account, url, end - this.clock.ms()));
        fetched.set(url, found);
        pinned.push({ ...creative, image_id: found });
      } catch (error) {
        if (!(error instanceof ImageRefused)) throw error;
        faults.push({ field: `creatives.${index}.image_url`, reason: error.message });
      }
    }
    if (faults.length > 0) throw AppError.validation(faults);
    return pinned;
  }

  /** Whether the pictures are all there; none is deleted until the open transaction ends. */
  async hold(userId: string, creatives: readonly StoredCreative[]): Promise<boolean> {
    const ids = creatives.flatMap(({ image_id: id }) => (id === null ? [] : [id]));
    const held = await this.images.hold(userId, ids);
    return ids.every((id) => held.has(id));
  }

  private async fetch(account: AccountRow, url: string, leftMs: number): Promise<string> {
    if (leftMs <= 0) {
      const words = 'The pictures take too long to fetch: upload them, or try again';
      throw new AppError('PROVIDER_UNAVAILABLE', words, {}, { 'Retry-After': '30' });
    }
    const bytes = await this.fetchImage.run(account, url, leftMs);
    const { id } = await this.storeImage.run(account.user_id, bytes, { name: null, source_url: url });
    return id;
  }
}
