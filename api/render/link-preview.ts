import type { ComponentStatus } from '../domain/component/status.ts';

/** Where the picture of a status is. Another status is another address, so nobody shows an old one. */
export const pictureOf = (status: ComponentStatus): string => `/pictures/${status}.png`;
