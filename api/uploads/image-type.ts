export const endings = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
} as const;
export type PictureType = keyof typeof endings;

export type Size = { width: number; height: number };
export type Picture = Size & { type: PictureType };
export type Fault = { fault: string };
