declare namespace App {
  interface Locals extends Partial<import('../api/context/context.ts').PageLocals> {}
}
