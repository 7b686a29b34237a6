import { encodeBase64 } from 'hono/utils/encode';
import { z } from 'zod';
import type { Statement } from '../../../db/engine/write.ts';
import { deleteLogosBut, insertLogo } from '../../../db/page/logo.ts';
import type { Page } from '../../../db/page/page.ts';
import { refused } from '../../core/problem.ts';
import { isSquare, type Logo, type LogoFile, logoFiles } from '../../domain/branding/logo.ts';
import { logoName } from '../../snapshot/logos.ts';
import { imageIn } from '../../uploads/image.ts';
import { endings, type ImageInfo } from '../../uploads/image-type.ts';
import type { Publisher } from '../commit.ts';

type Bytes = Uint8Array<ArrayBuffer>;
export type Upload = { bytes: Bytes; image: ImageInfo };

/** An uploaded file, unchanged. */
export const Upload = z
  .custom<Bytes>((value) => value instanceof Uint8Array)
  .transform((bytes, context): Upload => {
    const image = imageIn(bytes);
    if (!('error' in image)) return { bytes, image };
    context.addIssue({ code: 'custom', message: image.error });
    return z.NEVER;
  });

/** The same for an icon, which browsers draw in a square. */
export const IconUpload = Upload.refine(({ image }) => isSquare(image), {
  error: ({ input }) => {
    const { width, height } = (input as Upload).image;
    return `This image is ${width} × ${height} px. An icon must be square, such as 512 × 512 px.`;
  },
});

/** Change of a logo: `undefined` keeps the file, null removes it. */
export type LogoChange = {
  light?: Upload | null | undefined;
  dark?: Upload | null | undefined;
  icon?: Upload | null | undefined;
  alt: string | null;
  alone: boolean;
};

/**
 * The logo after a change, and the rows to write. The previous logo stays, for pages that are still
 * being delivered; the one before it is deleted.
 */
export async function changedLogo(
  deps: Publisher,
  page: Page,
  { light, dark, icon, alt, alone }: LogoChange,
): Promise<{ logo: Logo | null; statements: Statement[] }> {
  const before = page.logo;
  const uploads = [light, dark, icon].map((one) => one && fileOf(one));
  const [newLight, newDark, newIcon] = await Promise.all(uploads);
  const logoFile = newLight === undefined ? (before?.light ?? null) : newLight;
  if (newDark && !logoFile)
    throw refused({
      logoDark: 'Choose a logo too. This one replaces it in dark mode.',
    });
  const darkFile = newDark === undefined ? (before?.dark ?? null) : newDark;
  const iconFile = newIcon === undefined ? before?.icon : newIcon;
  const logo = {
    ...{ light: logoFile, dark: logoFile && darkFile, alt, alone },
    ...(iconFile && { icon: iconFile }),
  };
  const isNothing = logoFile === null && alt === null && !alone && !iconFile;
  const insert = (file: LogoFile | null | undefined, upload: Upload | null | undefined) =>
    file && upload ? [insertLogo(deps.db, rowOf(page.id, file, upload, deps.clock()))] : [];
  const shown = [...logoFiles(logo), ...logoFiles(before)].map(({ file }) => file);
  return {
    logo: isNothing ? null : logo,
    statements: [
      ...insert(newLight, light),
      ...insert(newDark, dark),
      ...insert(newIcon, icon),
      deleteLogosBut(deps.db, page.id, shown),
    ],
  };
}

async function fileOf({ bytes, image: { type, width, height } }: Upload): Promise<LogoFile> {
  return { file: `${await logoName(bytes)}.${endings[type]}`, width, height };
}

const rowOf = (pageId: string, { file }: LogoFile, { bytes }: Upload, createdAt: number) => ({
  pageId,
  file,
  bytes: encodeBase64(new Uint8Array(bytes).buffer),
  createdAt,
});
