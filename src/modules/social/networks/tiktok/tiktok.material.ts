import { createHash } from 'node:crypto';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { CampaignPlan, MadeObjects, PlannedCreative, PlannedImage } from '../campaign.records.js';
import type { NetworkConnection } from '../network.connection.js';
import { avatarOf } from './tiktok.avatar.js';
import type { TikTokClient } from './tiktok.client.js';
import { TIKTOK } from './tiktok.errors.js';
import { pagesOf, type Row, textIn } from './tiktok.lists.js';

const IDENTITY = 'CUSTOMIZED_USER';
const IDENTITIES_A_PAGE = 100;

/** Pictures and those who speak: what ads are made of. */
export class TikTokMaterial {
  constructor(private readonly client: TikTokClient) {}

  /** Once more is one more in TikTok's library at most, which costs nothing and shows nowhere. */
  async picture(connection: NetworkConnection, advertiser: string, image: PlannedImage): Promise<string> {
    const ending = image.content_type === 'image/png' ? 'png' : 'jpg';
    return this.upload(connection, advertiser, await image.read(), { name: image.id, ending });
  }

  /** Who the ad speaks as: the advertiser's own name, which TikTok wants to be made before. One for each name. */
  async speaker(
    connection: NetworkConnection,
    plan: CampaignPlan,
    { display_name: name, image }: PlannedCreative,
    made: MadeObjects,
  ): Promise<{ identity_type: string; identity_id: string }> {
    const { ad_account_id: advertiser } = plan;
    const known = await this.identityOf(connection, advertiser, name);
    if (known !== null) return { identity_type: IDENTITY, identity_id: known };
    const isSquare = image.width === image.height;
    const avatar = isSquare
      ? made.idOf('image', image.id)
      : await this.upload(connection, advertiser, avatarOf(name), {
          name: `avatar-${digest('md5', name)}`,
          ending: 'png',
        });
    const body = { advertiser_id: advertiser, display_name: name, image_uri: avatar };
    const data = await this.client.write(connection, 'identity/create', body, 'once');
    return { identity_type: IDENTITY, identity_id: idIn(data, 'identity_id') };
  }

  private async identityOf(connection: NetworkConnection, advertiser: string, name: string): Promise<string | null> {
    const query = { advertiser_id: advertiser, identity_type: IDENTITY };
    const pages = pagesOf(this.client, connection, 'identity/get', query, {
      name: 'identity_list',
      size: IDENTITIES_A_PAGE,
    });
    for await (const page of pages) {
      const found = page.find((row) => textIn(row, 'display_name') === name);
      if (found) return textIn(found, 'identity_id');
    }
    return null;
  }

  private async upload(
    connection: NetworkConnection,
    advertiser: string,
    bytes: Buffer,
    { name, ending }: { name: string; ending: string },
  ): Promise<string> {
    const form = new FormData();
    form.set('advertiser_id', advertiser);
    form.set('upload_type', 'UPLOAD_BY_FILE');
    form.set('image_signature', digest('md5', bytes));
    // Names in the library have to differ, also those of the same picture.
    const file = `${name}-${connection.clock.ms().toString(36)}.${ending}`;
    form.set(
      'image_file',
      new Blob([new Uint8Array(bytes)], { type: ending === 'png' ? 'image/png' : 'image/jpeg' }),
      file,
    );
    return idIn(await this.client.upload(connection, 'file/image/ad/upload', form), 'image_id');
  }
}

/** What was made. Throws ProviderError `unknown_outcome` when the answer does not say. */
export function idIn(data: Row, name: string): string {
  const id = textIn(data, name);
  if (id !== '') return id;
  const message = `TikTok says that it was done, and not which ${name} it has`;
  throw new ProviderError({ fault: 'unknown_outcome', provider: TIKTOK, message });
}

function digest(algorithm: 'md5', of: string | Buffer): string {
  return createHash(algorithm).update(of).digest('hex');
}
