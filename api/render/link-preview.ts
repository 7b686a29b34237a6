import type { ComponentStatus } from '../domain/component/status.ts';

/** The picture of a status. Each status has its own address, so that no outdated picture is shown. */
export const previewImage = (status: ComponentStatus): string => `/pictures/${status}.png`;
