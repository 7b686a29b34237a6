/** Looks nothing up in the text, and shows no preview of what it links to. */
export const quiet = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false };
