import * as nodeModule from 'node:module';

const root = new URL('../../../', import.meta.url).href;
const packages = `${root}node_modules/`;
const resolved = new Map();
const formats = new Map();

// For each import, Node looks for package.json files, and parses the `exports` of the package anew: 180 KB
// for Drizzle, which a hundred files import. That was half of the CPU time in which a command starts.
nodeModule.registerHooks?.({
  resolve(specifier, context, next) {
    const { parentURL, conditions } = context;
    if (!parentURL?.startsWith(root) || !conditions.includes('import'))
      return next(specifier, context);
    const isPackage = parentURL.startsWith(packages);
    if (specifier.startsWith('.'))
      return isPackage
        ? insidePackage(specifier, context, next)
        : ownFile(specifier, context, next);
    if (isPackage || specifier.startsWith('node:')) return next(specifier, context);
    return remembered(resolved, `${specifier} ${conditions}`, () => {
      const { url, format } = next(specifier, context);
      return { url, format, shortCircuit: true };
    });
  },
});

const ownFormats = { '.ts': 'module-typescript', '.mjs': 'module' };

function ownFile(specifier, context, next) {
  const format = ownFormats[/\.\w+$/.exec(specifier)?.[0]];
  if (!format) return next(specifier, context);
  return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true };
}

/** Files of one folder of a package have one format: that of the nearest package.json. */
function insidePackage(specifier, context, next) {
  if (!specifier.endsWith('.js')) return next(specifier, context);
  const { href } = new URL(specifier, context.parentURL);
  const folder = href.slice(0, href.lastIndexOf('/'));
  const format = remembered(formats, folder, () => next(specifier, context).format);
  return { url: href, format, shortCircuit: true };
}

function remembered(known, key, make) {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
