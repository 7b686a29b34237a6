import * as nodeModule from 'node:module';

// For each file of a package, Node parses the `exports` of its package.json anew. Those of Drizzle
// have 180 KB: half of the CPU time in which a command or a test file starts.
nodeModule.registerHooks?.({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    if (!specifier.startsWith('.') || !parentURL?.includes('/node_modules/drizzle-orm/'))
      return next(specifier, context);
    const { href } = new URL(specifier, parentURL);
    return { url: href, format: 'module', shortCircuit: true };
  },
});
