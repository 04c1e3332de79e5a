/** For the API's documentation. */
export const EXAMPLE_IMAGE = {
  id: '019aa5c4-1b11-7f60-8f3e-55b1a2a0c9d4',
  name: 'winter.jpg',
  content_type: 'image/jpeg',
  width: 1080,
  height: 1080,
  size: 184_213,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  source_url: null,
  content_url: '/api/v1/social/images/019aa5c4-1b11-7f60-8f3e-55b1a2a0c9d4/content',
  created_at: '2026-11-22T09:12:00.000Z',
};
