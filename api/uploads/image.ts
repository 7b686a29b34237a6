import { LOGO_BYTES } from '../domain/branding/logo.ts';
import type { ImageError, ImageInfo } from './image-type.ts';
import { rasterIn } from './raster.ts';
import { svgIn } from './svg.ts';

/** Limits the memory that an image takes on a reader's phone. */
const MAX_PIXELS = 2000;

/** The type of the bytes, whatever the file name says; or a sentence with advice. */
export function imageIn(bytes: Uint8Array): ImageInfo | ImageError {
  if (bytes.length === 0) return { error: 'This file is empty. Export the image again.' };
  if (bytes.length > LOGO_BYTES)
    return {
      error: `This file is ${Math.ceil(bytes.length / 1024)} KB. The limit is ${LOGO_BYTES / 1024} KB. Export it smaller, such as 128 px high, or as SVG.`,
    };
  const raster = rasterIn(bytes);
  if (!raster) return svgIn(bytes);
  if ('error' in raster) return raster;
  if (raster.width < 1 || raster.height < 1)
    return { error: 'This image is empty. Export the image again.' };
  if (raster.width > MAX_PIXELS || raster.height > MAX_PIXELS)
    return {
      error: `This image is ${raster.width} × ${raster.height} px. The limit is ${MAX_PIXELS} px per side. Export it smaller, such as 128 px high.`,
    };
  return raster;
}
