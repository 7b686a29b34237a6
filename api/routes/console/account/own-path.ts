/** Accepts paths of this console only: a crafted link must not redirect elsewhere after sign-in. */
export const ownPath = (next: string): string =>
  /^\/admin(?![\w-])(?!\/sign-)[\w\-/?=&.%]*$/.test(next) && !next.includes('//') ? next : '/admin';
