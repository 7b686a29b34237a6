/** A picture of the page's own. Its name is the hash of what it holds, so that it never changes. */
export type LogoFile = { file: string; width: number; height: number };

export type Logo = {
  light: LogoFile | null;
  /** In its place where the reader's device is dark. */
  dark: LogoFile | null;
  alt: string | null;
  /** It says the page's name itself: that is not written beside it. */
  alone: boolean;
};

export const LOGO_BYTES = 200 * 1024;
/** As the page draws it, in pixels. */
export const LOGO_HEIGHT = 32;
const WIDEST = 140;

/** What may be asked for: nothing else is looked up anywhere. */
export const LOGO_FILE = '[0-9a-f]{32}\\.(?:png|jpg|webp|gif|svg)';

export const logoFiles = (logo: Logo | null | undefined): LogoFile[] =>
  [logo?.light, logo?.dark].filter((one) => one != null);

export const logoPath = ({ file }: LogoFile): string => `/logo/${file}`;

/** Said in the page, so that nothing moves when the picture comes. */
export const drawnWidth = ({ width, height }: LogoFile): number =>
  Math.min(WIDEST, Math.max(1, Math.round((LOGO_HEIGHT * width) / height)));
