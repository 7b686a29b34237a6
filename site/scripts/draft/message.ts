/** Says something where the page says when the draft was saved, once. */
export function announce(words: string, link?: string, label = ''): void {
  const line = document.getElementById('draft-kept');
  if (!line) return;
  const message = document.createElement('p');
  message.className = 'late';
  message.setAttribute('role', 'alert');
  message.textContent = words;
  if (link)
    message.append(Object.assign(document.createElement('a'), { href: link, textContent: label }));
  if (line.textContent?.trim() !== message.textContent.trim()) line.replaceChildren(message);
}
