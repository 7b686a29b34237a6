import type { PageLocals, PagePath, Pages } from '../api/context/context.ts';

/** The props that `renderPage` was given for this page. */
export function propsOf<Path extends PagePath>(
  path: Path,
  { locals }: { locals: Partial<PageLocals> },
): Pages[Path] {
  const { props } = locals;
  if (props?.page !== path) throw new Error(`${path} was drawn with the props of ${props?.page}.`);
  return props.props as Pages[Path]; // `renderPage` has checked the type of one with the other
}
