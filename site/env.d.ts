declare namespace App {
  interface Locals extends Partial<import('../api/context/context.ts').PageLocals> {}
}

/** The text of a script for browsers: see site/bundle/served-script.ts. */
declare module '*?served' {
  const source: string;
  export default source;
}
