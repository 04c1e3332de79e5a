import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../../common/errors/app-error.js';
import type { Upload } from '../../../common/http/upload.js';
import { AccountRepository } from '../accounts/account.repository.js';
import { whileWaiting } from '../accounts/while-waiting.js';
import { FetchImage } from './fetch-image.js';
import { ImageRefused } from './image-content.js';
import type { FetchImageDto } from './images.dto.js';
import { StoreImage } from './store-image.js';

/** Adds pictures that people send or name. */
@Injectable()
export class AddImage {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly fetchImage: FetchImage,
    private readonly storeImage: StoreImage,
  ) {}

  /** Throws UNSUPPORTED_MEDIA_TYPE for what is no picture, VALIDATION_ERROR for a bad one, PAYLOAD_TOO_LARGE, CONFLICT. */
  async upload(userId: string, upload: Upload, name: string | null): Promise<{ id: string; is_new: boolean }> {
    const { path } = await upload.spool();
    try {
      return await this.storeImage.run(userId, await readFile(path), { name, source_url: null });
    } catch (error) {
      if (!(error instanceof ImageRefused)) throw error;
      if (error.why === 'type') throw new AppError('UNSUPPORTED_MEDIA_TYPE', `The file ${error.message}`);
      throw AppError.validation([{ field: 'file', reason: error.message }]);
    }
  }

  /** Throws VALIDATION_ERROR when there is no picture, PROVIDER_UNAVAILABLE when that may pass, CONFLICT. */
  async fetch(userId: string, input: FetchImageDto, name: string | null): Promise<{ id: string; is_new: boolean }> {
    const { url, social_account_id: accountId } = input;
    if (url === undefined) {
      throw AppError.validation([{ field: 'url', reason: 'is needed, or a picture as the body' }]);
    }
    const account = accountId ? await this.accounts.find(userId, accountId) : null;
    if (account === undefined) {
      throw AppError.validation([{ field: 'social_account_id', reason: 'is not one of your accounts' }]);
    }
    const caller = { user_id: userId, proxy_id: account?.proxy_id ?? null };
    try {
      const bytes = await whileWaiting(() => this.fetchImage.run(caller, url));
      return await this.storeImage.run(userId, bytes, { name, source_url: url });
    } catch (error) {
      if (error instanceof ImageRefused) throw AppError.validation([{ field: 'url', reason: error.message }]);
      throw error;
    }
  }
}
