/**
 * Makes `old` equal to `fresh` and changes nothing else, so that focus, selection and opened
 * details stay. Details that the server opens open when they change their class. Nothing is moved, since moved elements lose focus. Forms and `data-keep` belong to
 * the reader.
 */
export function morph(old: Element, fresh: Element): void {
  if (fresh.hasAttribute('open') && old.className !== fresh.className) old.setAttribute('open', '');
  for (const { name, value } of fresh.attributes)
    if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames())
    if (name !== 'open' && !fresh.hasAttribute(name)) old.removeAttribute(name);

  let place = old.firstChild;
  for (const node of [...fresh.childNodes]) {
    const counterpart = counterpartOf(node, place);
    if (!counterpart) {
      old.insertBefore(node, place);
      continue;
    }
    removeUntil(place, counterpart);
    place = counterpart.nextSibling;
    if (counterpart.isEqualNode(node)) continue;
    if (!(counterpart instanceof Element)) counterpart.nodeValue = node.nodeValue;
    else if (!counterpart.matches('form, [data-keep]')) morph(counterpart, node as Element); // same tag
  }
  removeUntil(place, null);
}

/** The existing node for `node`, from `place` on. */
function counterpartOf(node: Node, place: ChildNode | null): ChildNode | null {
  if (!(node instanceof Element)) return place?.nodeType === node.nodeType ? place : null;
  const alike: Element[] = [];
  for (let next = place; next; next = next.nextSibling)
    if (next instanceof Element && next.nodeName === node.nodeName) alike.push(next);
  return (
    alike.find((other) => other.isEqualNode(node)) ??
    alike.find((other) => keyOf(other) === keyOf(node)) ??
    null
  );
}

/** Sections are identified by heading, days by date, incidents by link. */
function keyOf(part: Element): string {
  const named = part.id || part.getAttribute('aria-labelledby');
  const inner = part.querySelector('a:not([href^="#"]), time');
  return named || (inner?.getAttribute('href') ?? inner?.getAttribute('datetime') ?? '');
}

function removeUntil(from: ChildNode | null, end: ChildNode | null): void {
  for (let next = from; next && next !== end; ) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}
