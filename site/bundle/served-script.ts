import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';

const SUFFIX = '?served';

/**
 * `import source from './script.ts?served'` is the text of a script for browsers, with all that it
 * imports, in one small file. Routes serve it under an address of its own.
 */
export const servedScript: Plugin = {
  name: 'allclear-served-script',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith(SUFFIX)) return null;
    const file = await this.resolve(source.slice(0, -SUFFIX.length), importer);
    return file && `${file.id}${SUFFIX}`;
  },
  async load(id) {
    if (!id.endsWith(SUFFIX)) return null;
    const { code, modules } = await bundled(id.slice(0, -SUFFIX.length));
    for (const file of modules) this.addWatchFile(file);
    return `export default ${JSON.stringify(code)};`;
  },
};

async function bundled(entry: string): Promise<{ code: string; modules: string[] }> {
  const result = (await build({
    configFile: false,
    root: fileURLToPath(new URL('..', import.meta.url)),
    publicDir: false,
    logLevel: 'warn',
    build: {
      write: false,
      lib: { entry, formats: ['es'], fileName: 'script' },
      rolldownOptions: { output: { minify: true } },
    },
  })) as Rolldown.RolldownOutput[]; // one per format, since nothing is watched
  const [chunk] = result[0]?.output ?? [];
  if (!chunk) throw new Error(`${entry}: nothing was bundled`);
  return { code: chunk.code, modules: chunk.moduleIds };
}
