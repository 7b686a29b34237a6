import type { generateOpenApi } from './generate.ts';

type Document = ReturnType<typeof generateOpenApi>;

/** The stored OpenAPI document, for an installation at `url`. Its 1.5 MB are loaded when first asked for. */
export async function openApi(url: string): Promise<Document> {
  const { default: document } = await import('./document.json', { with: { type: 'json' } });
  return { ...(document as Document), servers: [{ url }] };
}
