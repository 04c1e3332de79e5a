import { Injectable } from '@nestjs/common';

/** How much one person may keep. */
@Injectable()
export class ImageLimits {
  most_bytes = 1024 * 1024 * 1024;
  most_images = 5_000;
}
