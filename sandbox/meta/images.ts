import { createHash } from 'node:crypto';
import { pictureOf } from '../core/ads/pictures.js';
import type { JsonObject } from '../core/json.js';
import type { AdAccount } from './accounts.js';
import { type Call, mustWrite, Result } from './call.js';
import type { Image } from './records.js';
import { invalid, wrongParam } from './refusal.js';
import { imageNode } from './views.js';
import { project } from './fields.js';

const MOST_BYTES = 30 * 1024 * 1024;

/** POST act_X/adimages: `bytes` in base64, or files as parts; the same picture has the same hash, and is kept once. */
export function uploadImages(call: Call, account: AdAccount): Result {
  const { world, params } = call;
  mustWrite(call, account);
  const given = params.files.map((file) => ({ name: file.file_name, content: file.content }));
  const bytes = params.text('bytes');
  if (bytes !== null) given.push({ name: params.text('name') ?? 'bytes', content: Buffer.from(bytes, 'base64') });
  params.onlyThese(['filename', 'name']);
  if (given.length === 0) throw wrongParam('The parameter bytes is required');
  const images: JsonObject = {};
  for (const { name, content } of given) {
    const image = kept(call, account, name, content);
    images[name] = project(imageNode(world, image), 'hash,url,url_128,name,width,height');
  }
  for (const told of Object.values(images)) delete (told as JsonObject).id;
  return new Result({ images });
}

/** GET act_X/adimages, of the account or by `hashes`. */
export function imagesOf({ world, params }: Call, account: AdAccount): Image[] {
  const hashes = params.texts('hashes');
  const name = params.text('name');
  return [...world.store.images.values()].filter(
    (image) =>
      image.account_id === account.account_id &&
      (hashes === null || hashes.includes(image.hash)) &&
      (name === null || image.name === name),
  );
}

function kept({ world }: Call, account: AdAccount, name: string, content: Buffer): Image {
  const picture = pictureOf(content);
  if (picture === null || content.length > MOST_BYTES) {
    const words = 'The image could not be read: it must be a JPG, PNG or GIF of at most 30 MB.';
    throw invalid('Image file is invalid', words, { subcode: 1487411, fields: ['bytes'] });
  }
  const hash = createHash('md5').update(content).digest('hex');
  const key = `${account.account_id}:${hash}`;
  const known = world.store.images.get(key);
  if (known !== undefined) return known;
  const { width, height } = picture;
  const image = { hash, account_id: account.account_id, name, width, height, created_at: world.clock.now() };
  world.store.images.set(key, image);
  world.wrote('images');
  return image;
}
