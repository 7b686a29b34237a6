import { MANAGE_LINK } from '../../../../templates/email/frame.ts';

/** A stored message in JSON with the link of its one recipient. */
export const withManageLink = (json: string, link: string): string =>
  json.replaceAll(MANAGE_LINK, JSON.stringify(link).slice(1, -1));
