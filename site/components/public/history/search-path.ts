/** The address of search results. */
export function searchPath(
  found: { q: string; component: { id: string } | null },
  before?: string | null,
): string {
  const { q, component } = found;
  return `/history?${new URLSearchParams({
    ...(q ? { q } : {}),
    ...(component ? { component: component.id } : {}),
    ...(before ? { before } : {}),
  })}`;
}
