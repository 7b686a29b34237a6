import type { ImageError, ImageInfo, ImageType, Size } from './image-type.ts';

/** How a format begins and ends, and where its header has the size. */
type Form = {
  type: ImageType;
  begins: (bytes: Bytes) => boolean;
  isWhole: (bytes: Bytes) => boolean;
  size: (bytes: Bytes) => Size | null;
};

const forms: Form[] = [
  {
    type: 'image/png',
    begins: (b) => b.matches(0, '\x89PNG\r\n\x1a\n'),
    isWhole: (b) => b.matches(b.length - 8, 'IEND'),
    size: (b) => (b.matches(12, 'IHDR') ? { width: b.big(16, 4), height: b.big(20, 4) } : null),
  },
  {
    type: 'image/jpeg',
    begins: (b) => b.matches(0, '\xff\xd8\xff'),
    isWhole: (b) => b.matches(b.length - 2, '\xff\xd9'),
    size: jpegSize,
  },
  {
    type: 'image/gif',
    begins: (b) => b.matches(0, 'GIF87a') || b.matches(0, 'GIF89a'),
    isWhole: (b) => b.matches(b.length - 1, ';'),
    size: (b) => ({ width: b.little(6, 2), height: b.little(8, 2) }),
  },
  {
    type: 'image/webp',
    begins: (b) => b.matches(0, 'RIFF') && b.matches(8, 'WEBP'),
    isWhole: (b) => b.little(4, 4) + 8 === b.length,
    size: webpSize,
  },
];

/** Null when the bytes begin like none of these formats. */
export function rasterIn(data: Uint8Array): ImageInfo | ImageError | null {
  const bytes = new Bytes(data);
  const form = forms.find(({ begins }) => begins(bytes));
  if (!form) return null;
  const size = form.isWhole(bytes) ? form.size(bytes) : null;
  return size
    ? { type: form.type, ...size }
    : { error: 'This image is damaged or contains extra data. Export the image again.' };
}

/** Segments state their length; a start-of-frame segment has the size. */
function jpegSize(b: Bytes): Size | null {
  for (let at = 2; at + 9 < b.length && b.big(at, 1) === 0xff; ) {
    const marker = b.big(at + 1, 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: b.big(at + 5, 2), width: b.big(at + 7, 2) };
    at += marker === 0xff ? 1 : 2 + b.big(at + 2, 2);
  }
  return null;
}

/** Lossy, lossless or extended format. */
function webpSize(b: Bytes): Size | null {
  if (b.matches(12, 'VP8X')) return { width: b.little(24, 3) + 1, height: b.little(27, 3) + 1 };
  if (b.matches(12, 'VP8 '))
    return { width: b.little(26, 2) % 0x4000, height: b.little(28, 2) % 0x4000 };
  if (!b.matches(12, 'VP8L') || b.big(20, 1) !== 0x2f) return null;
  const both = b.little(21, 4);
  return { width: (both % 0x4000) + 1, height: (Math.floor(both / 0x4000) % 0x4000) + 1 };
}

/** Reads zero beyond the end. */
class Bytes {
  readonly #data: Uint8Array;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  get length(): number {
    return this.#data.length;
  }

  big(at: number, count: number): number {
    let sum = 0;
    for (let i = 0; i < count; i++) sum = sum * 256 + (this.#data[at + i] ?? 0);
    return sum;
  }

  little(at: number, count: number): number {
    let sum = 0;
    for (let i = count - 1; i >= 0; i--) sum = sum * 256 + (this.#data[at + i] ?? 0);
    return sum;
  }

  matches(at: number, text: string): boolean {
    return [...text].every((sign, i) => this.#data[at + i] === sign.charCodeAt(0));
  }
}
