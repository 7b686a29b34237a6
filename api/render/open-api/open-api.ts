import document from './document.json' with { type: 'json' };
import type { generateOpenApi } from './generate.ts';

type Document = ReturnType<typeof generateOpenApi>;

/** The stored OpenAPI document, for an installation at `url`. */
export const openApi = (url: string): Document => ({
  ...(document as Document),
  servers: [{ url }],
});
