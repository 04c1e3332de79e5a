import type { JsonObject } from '../../../../common/json.js';
import { ProviderError } from '../../../../common/outbound/provider-error.js';
import type { ProductValues } from '../platform.writes.js';
import { isGone, PROVIDER } from './magento.answer.js';
import { skuPath } from './magento.client.js';
import type { MagentoClient } from './magento.client.js';
import { refused } from './magento.writes.js';
import { slugOf } from './mapper/product-body.js';
import { idAt, listAt, textAt } from '../platform.values.js';

type Image = NonNullable<ProductValues['images']>[number];

const MOST_BYTES = 10 * 1024 * 1024;
const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
};
/** What the first picture of a product is shown as. */
const ROLES = ['image', 'small_image', 'thumbnail'];

/**
 * Brings a product's pictures to what they should be. Magento fetches nothing itself: pictures that it does not have are
 * fetched here and handed over.
 */
export async function setImages(client: MagentoClient, product: JsonObject, images: Image[]): Promise<void> {
  const sku = textAt(product.sku) ?? '';
  const entries = listAt(product.media_gallery_entries);
  const isThere = (image: Image): boolean =>
    entries.some((entry) => idAt(entry.id) === image.platform_image_id || endsWith(image.url, textAt(entry.file)));
  const wanted = images.map((image, index) => ({ image, position: index + 1 })).filter(({ image }) => !isThere(image));
  // All of them before anything is changed: an address that is wrong changes nothing.
  const fetched: { body: JsonObject }[] = [];
  for (const { image, position } of wanted) fetched.push({ body: await entryOf(client, image, position) });
  const kept = (entry: JsonObject): boolean =>
    images.some((image) => image.platform_image_id === idAt(entry.id) || endsWith(image.url, textAt(entry.file)));
  for (const entry of entries.filter((one) => !kept(one))) await removeEntry(client, sku, idAt(entry.id) ?? '');
  for (const { body } of fetched) await client.send('POST', `products/${skuPath(sku)}/media`, { entry: body });
}

async function removeEntry(client: MagentoClient, sku: string, id: string): Promise<void> {
  try {
    await client.set('DELETE', `products/${skuPath(sku)}/media/${id}`);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function entryOf(client: MagentoClient, image: Image, position: number): Promise<JsonObject> {
  const { http, signal } = client.connection;
  const response = await http
    .request({ provider: PROVIDER, method: 'GET', url: image.url, max_redirects: 3, max_bytes: MOST_BYTES, signal })
    .catch((error: unknown) => {
      if (!(error instanceof ProviderError)) throw error;
      throw refused(`The picture ${image.url} cannot be fetched: ${error.message}`);
    });
  const type = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const ending = ENDINGS[type];
  if (response.status !== 200 || ending === undefined) {
    throw refused(
      `The picture ${image.url} is none that Magento takes (HTTP ${response.status}, ${type || 'no type'})`,
    );
  }
  const file =
    new URL(image.url).pathname
      .split('/')
      .at(-1)
      ?.replace(/\.\w+$/, '') ?? '';
  return {
    media_type: 'image',
    label: image.alt ?? '',
    position,
    disabled: false,
    types: position === 1 ? ROLES : [],
    content: {
      base64_encoded_data: Buffer.from(response.bytes).toString('base64'),
      type,
      name: `${slugOf(file) || 'picture'}.${ending}`,
    },
  };
}

function endsWith(url: string, file: string | null): boolean {
  return file !== null && url.endsWith(`/catalog/product${encodeURI(file)}`);
}
