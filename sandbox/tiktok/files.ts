import { createHash } from 'node:crypto';
import { pictureOf } from '../core/ads/pictures.js';
import type { Json } from '../core/json.js';
import { activeAdvertiserOf, advertiserOf, type Call, type Route } from './call.js';
import { pageOf } from './lists.js';
import type { Identity } from './records.js';
import { wrong } from './refusal.js';
import { SCOPES } from './tokens.js';
import { imageView } from './views.js';

const MOST_BYTES = 10 * 1024 * 1024;

export const FILE_ROUTES: Record<string, Route> = {
  'POST /file/image/ad/upload/': { scope: SCOPES.creative, run: upload },
  'GET /file/image/ad/info/': {
    scope: SCOPES.creative,
    run: (call) => {
      const { world, input } = call;
      const { advertiser_id } = advertiserOf(call);
      const ids = input.texts('image_ids');
      if (ids === null) throw wrong('image_ids: Missing data for required field.');
      const list = ids.flatMap((id) => {
        const image = world.store.images.get(id);
        return image?.advertiser_id === advertiser_id ? [imageView(image)] : [];
      });
      return { list };
    },
  },
  'GET /identity/get/': {
    scope: SCOPES.creative,
    run: (call) => {
      const { world, input } = call;
      const { advertiser_id } = advertiserOf(call);
      const kind = input.text('identity_type');
      const own = world.store.identities.filter(
        (one) =>
          (one.advertiser_id === null || one.advertiser_id === advertiser_id) &&
          (kind === null || one.identity_type === kind),
      );
      const { list, page_info } = pageOf(own.map(identityView), input);
      return { identity_list: list ?? [], page_info: page_info ?? {} };
    },
  },
  'POST /identity/create/': {
    scope: SCOPES.creative,
    run: (call) => {
      const { world, input } = call;
      const { advertiser_id } = activeAdvertiserOf(call);
      const name = input.needed('display_name');
      if (Array.from(name).length > 100) throw wrong('display_name: Longer than maximum length 100.');
      const picture = input.text('image_uri');
      const avatar = picture === null ? null : world.store.images.get(picture);
      if (avatar === undefined || (avatar !== null && avatar.advertiser_id !== advertiser_id)) {
        throw wrong(`image_uri: The image ${picture} does not exist.`);
      }
      if (avatar !== null && avatar.width !== avatar.height) throw wrong('image_uri: The ratio must be 1:1.');
      input.onlyThese();
      const identity: Identity = {
        identity_id: world.store.newId(),
        identity_type: 'CUSTOMIZED_USER',
        display_name: name,
        advertiser_id,
      };
      world.store.identities.push(identity);
      world.wrote('identities');
      return { identity_id: identity.identity_id };
    },
  },
};

/** The same picture has the same id, and is kept once. */
function upload(call: Call): Json {
  const { world, input } = call;
  const { advertiser_id } = activeAdvertiserOf(call);
  const kind = input.oneOf('upload_type', ['UPLOAD_BY_FILE', 'UPLOAD_BY_URL', 'UPLOAD_BY_FILE_ID']) ?? 'UPLOAD_BY_FILE';
  if (kind !== 'UPLOAD_BY_FILE') throw wrong('upload_type: This sandbox fetches nothing: send the file.');
  const file = input.files.find((one) => one.name === 'image_file');
  if (file === undefined) throw wrong('image_file: Missing data for required field.');
  const signature = createHash('md5').update(file.content).digest('hex');
  if (input.needed('image_signature') !== signature) throw wrong('image_signature: It does not match the file.');
  const name = input.text('file_name') ?? file.file_name;
  input.onlyThese();
  const picture = pictureOf(file.content);
  if (picture === null || file.content.length > MOST_BYTES) {
    throw wrong('image_file: Must be a JPG or PNG of at most 10 MB.');
  }
  const id = `ad-site-i18n-sg/${advertiser_id.slice(-2)}${signature}`;
  let image = world.store.images.get(id);
  if (image === undefined) {
    image = {
      image_id: id,
      advertiser_id,
      file_name: name,
      width: picture.width,
      height: picture.height,
      size: file.content.length,
      format: picture.format,
      signature,
      created_at: world.clock.now(),
    };
    world.store.images.set(id, image);
    world.wrote('images');
  }
  return imageView(image);
}

function identityView({ advertiser_id: _, ...shown }: Identity): Record<string, Json> {
  return { ...shown, available_status: 'AVAILABLE', profile_image: 'https://p16-sandbox.invalid/profile.jpg' };
}
