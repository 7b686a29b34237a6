export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Custom properties a page may set, with the values of the tokens. Colors are `#rrggbb`. */
export const colours = {
  '--bg': { light: '#ffffff', dark: '#0f1216', about: 'page background' },
  '--sheet': { light: '#ffffff', dark: '#161a20', about: 'card background' },
  '--soft': { light: '#f6f7f9', dark: '#1b2028', about: 'secondary background' },
  '--line': { light: '#e3e6ea', dark: '#2a303a', about: 'lines' },
  '--ink': { light: '#16191d', dark: '#eceff3', about: 'text' },
  '--dim': { light: '#59616b', dark: '#9aa4b1', about: 'secondary text' },
} as const;
export const measures = {
  '--radius': { unit: 'px', least: 0, most: 24, standard: 12, about: 'corner radius' },
  '--width': { unit: 'px', least: 560, most: 1200, standard: 820, about: 'maximum page width' },
} as const;
export type Colour = keyof typeof colours;
type Measure = keyof typeof measures;

/** Declared properties of a theme. Lengths apply to both themes and are declared in `light`. */
export type Declared = Partial<Record<Colour | Measure, string>>;
const DECLARATION = /^\s*(--[a-z-]+)\s*:\s*([^;]*?)\s*;?\s*$/;

/** One declaration per line, as in CSS. `error` names the first invalid line. */
export function declaredIn(text: string, theme: Theme): { declared: Declared; error?: string } {
  const declared: Declared = {};
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = DECLARATION.exec(line) ?? [];
    const wrong = errorOf(name, value, theme);
    if (wrong) return { declared: {}, error: `Line ${i + 1}: ${wrong}` };
    declared[name as Colour | Measure] = value.toLowerCase(); // a valid name is one of these
  }
  return { declared };
}

export const declarations = (declared: Declared): string =>
  Object.entries(declared)
    .map(([name, value]) => `${name}: ${value};`)
    .join('\n');

function errorOf(name: string, value: string, theme: Theme): string | null {
  if (name in colours)
    return /^#[0-9a-f]{6}$/i.test(value)
      ? null
      : `use a six-digit color for ${name}, such as ${colours[name as Colour][theme]}.`;
  const measure = Object.hasOwn(measures, name) ? measures[name as Measure] : null;
  if (measure) {
    if (theme === 'dark') return `${name} is the same in both themes: set it in the light theme.`;
    const number = /^(\d{1,4})px$/.exec(value)?.[1];
    const isWithin = number !== undefined && +number >= measure.least && +number <= measure.most;
    return isWithin
      ? null
      : `use ${measure.least}px to ${measure.most}px for ${name}, such as ${measure.standard}px.`;
  }
  const known = [...Object.keys(colours), ...(theme === 'light' ? Object.keys(measures) : [])];
  return `use one variable per line, such as “--bg: ${colours['--bg'][theme]};”. Available: ${known.join(', ')}.`;
}
