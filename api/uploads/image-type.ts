export const endings = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
} as const;
export type ImageType = keyof typeof endings;

export type Size = { width: number; height: number };
export type ImageInfo = Size & { type: ImageType };
export type ImageError = { error: string };
