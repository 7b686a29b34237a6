import type { DrawPage, RefusedForm, RenderPage } from '../context/context.ts';
import type { PageArguments } from '../context/pages/pages.ts';

/** Hands a page its props by `locals`, where `propsOf` finds them. */
export const renderPageWith =
  (draw: DrawPage): RenderPage =>
  (c, ...args) => {
    if (!isNamed(args)) return draw(c, ...args);
    const [page, props] = args;
    const { form } = props as { form?: RefusedForm }; // the layout shows what it says
    const path = page.replaceAll(/\[(\w+)\]/g, (_, name: string) => c.req.param(name) ?? '');
    return draw(c, { props: { page, props }, form }, path === c.req.path ? undefined : path);
  };

const isNamed = (args: readonly unknown[]): args is PageArguments => typeof args[0] === 'string';
