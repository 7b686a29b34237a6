/** An image of the page. Its name is a hash of its content, so that it never changes. */
export type LogoFile = { file: string; width: number; height: number };

export type Logo = {
  light: LogoFile | null;
  /** Used on dark screens. */
  dark: LogoFile | null;
  alt: string | null;
  /** True when the logo contains the page's name, which is then not written beside it. */
  alone: boolean;
  /** Icon of browser tabs and phones. Without one, a square logo or the page's initial is the icon. */
  icon?: LogoFile;
};

export const LOGO_BYTES = 200 * 1024;
/** Height on the page, in pixels. */
export const LOGO_HEIGHT = 32;
const WIDEST = 140;

/** Valid file names: nothing else is looked up. */
export const LOGO_FILE = '[0-9a-f]{32}\\.(?:png|jpg|webp|gif|svg)';

export const logoFiles = (logo: Logo | null | undefined): LogoFile[] =>
  [logo?.light, logo?.dark, logo?.icon].filter((one) => one != null);

export const logoPath = ({ file }: LogoFile): string => `/logo/${file}`;

/** True for what is about as high as it is wide. */
export const isSquare = ({ width, height }: Pick<LogoFile, 'width' | 'height'>): boolean =>
  Math.max(width, height) < 1.25 * Math.min(width, height);

/** Width on the page, set in the HTML so that nothing moves when the image loads. */
export const drawnWidth = ({ width, height }: LogoFile): number =>
  Math.min(WIDEST, Math.max(1, Math.round((LOGO_HEIGHT * width) / height)));
