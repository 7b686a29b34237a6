import { accentFor } from '../../api/domain/branding/accent.ts';
import { defaultAccent, statusColors } from '../../api/domain/branding/palette.ts';
import { colours, type Theme, themes } from '../../api/domain/branding/properties.ts';
import type { ComponentStatus } from '../../api/domain/component/status.ts';

type Given = {
  /** The side on which lines begin. */
  start: 'left' | 'right';
  accent?: string | null | undefined;
  statuses: readonly ComponentStatus[];
  /** Rules for other parts are left out: every recipient gets the bytes. */
  has: (part: MailPart) => boolean;
};

/** What not every mail has, by the HTML that begins it. */
export const mailParts = {
  picture: '<picture',
  mark: '<span class="mark"',
  state: '<p class="state',
  heading: '<h2',
  list: '<ul class="components"',
  quote: '<blockquote',
  promise: '<p class="promise"',
  button: '<a class="button"',
  ownDirection: 'dir="auto"',
};
export type MailPart = keyof typeof mailParts;

/** The styles of a mail. Mail programs know no custom properties, so every color is written out. */
export function mailStyle(given: Given): string {
  const [light = '', dark = ''] = themes.map((theme) => colorsIn(theme, given));
  return `${layout(given)}${light}@media (prefers-color-scheme:dark){${dark}}`;
}

const opposite = { left: 'right', right: 'left' } as const;

function layout({ start, has }: Given): string {
  const when = (part: MailPart, rules: string) => has(part) && rules;
  return [
    "body{margin:0;padding:24px 16px;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}",
    'header,footer{max-width:560px;margin:0 auto;padding:0 24px}header{padding-bottom:16px}',
    `.brand{text-decoration:none}.brand img,.mark{vertical-align:middle;margin-${opposite[start]}:4px}`,
    when(
      'mark',
      '.mark{display:inline-block;width:32px;border-radius:8px;line-height:32px;text-align:center;font-weight:700}',
    ),
    'main{max-width:512px;margin:0 auto;padding:24px;border:1px solid;border-radius:12px;overflow-wrap:anywhere}',
    when('ownDirection', `[dir=auto]{text-align:${start}}`),
    'h1{font-size:22px;line-height:1.3;margin:0 0 4px}',
    when('heading', 'h2{font-size:17px;margin:24px 0 0}'),
    when(
      'state',
      '.state{display:inline-block;margin:0 0 10px;padding:2px 12px;border-radius:99px;font-size:15px;font-weight:600}',
    ),
    when(
      'list',
      'ul.components{list-style:none;margin:16px 0;padding:12px 16px;border-radius:8px}',
    ),
    when('promise', '.promise{font-weight:600}'),
    when('quote', `blockquote{margin:12px 0;padding-${start}:12px;border-${start}:3px solid}`),
    when(
      'button',
      'a.button{display:inline-block;margin-top:8px;padding:10px 18px;border-radius:10px;font-weight:600;text-decoration:none}',
    ),
    'footer{padding-top:16px;font-size:14px}',
    '@media (max-width:480px){body{padding:16px 0}main{border-width:1px 0;border-radius:0;padding:20px 16px}header,footer{padding-left:16px;padding-right:16px}}\n',
  ]
    .filter(Boolean)
    .join('\n');
}

function colorsIn(theme: Theme, { accent = null, statuses, has }: Given): string {
  const ground = colours[theme === 'light' ? '--soft' : '--bg'][theme];
  const [sheet, soft] = [colours['--sheet'][theme], colours['--soft'][theme]];
  const [line, ink, dim] = [
    colours['--line'][theme],
    colours['--ink'][theme],
    colours['--dim'][theme],
  ];
  const standard = { fill: defaultAccent.fill[theme], onFill: defaultAccent.onFill[theme] };
  const { fill, onFill } = accent ? accentFor(theme, accent, sheet) : standard;
  const link = accent ? ink : fill;
  const filled = [has('button') && 'a.button', has('mark') && '.mark'].filter(Boolean);
  return [
    `body{background:${ground};color:${ink}}main{background:${sheet};border-color:${line}}`,
    has('list') && `ul.components{background:${soft}}`,
    `.dim,footer{color:${dim}}`,
    has('quote') && `blockquote{border-color:${line}}`,
    `a{color:${link}}a.brand{color:${ink}}`,
    filled.length > 0 && `${filled}{background:${fill};color:${onFill}}`,
    ...statuses.map((status) => {
      const { ink, tint } = statusColors[status];
      return `.${status}{color:${ink[theme]}}.state.${status}{background:${tint[theme]}}`;
    }),
  ]
    .filter(Boolean)
    .join('');
}
