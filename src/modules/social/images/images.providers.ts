import type { Provider } from '@nestjs/common';
import { AdImages } from './ad-images.js';
import { AddImage } from './add-image.js';
import { DeleteImage } from './delete-image.js';
import { FetchImage } from './fetch-image.js';
import { ImageLimits } from './image-limits.js';
import { ImageQueries } from './image.queries.js';
import { StoreImage } from './store-image.js';

/** Pictures for ads. */
export const IMAGE_PROVIDERS: Provider[] = [
  ImageLimits,
  AdImages,
  StoreImage,
  FetchImage,
  AddImage,
  DeleteImage,
  ImageQueries,
];
