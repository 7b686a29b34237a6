type Subject = { id: string; name: string };

/** Characters that no shell gives a meaning to, in or outside of quotes. */
const unsafe = /[^\p{L}\p{N}\p{M} ._/:@+,-]/gu;

/** “Card payments” as “card-payments”, for commands. */
const slugOf = (name: string): string =>
  (
    name
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g) ?? []
  ).join('-');

/**
 * Fills `{{component}}`, `{{component_slug}}` and `{{component_id}}`. In a command the name loses
 * whatever a shell could run: people copy it into a terminal.
 */
export function fillComponent(text: string, subject: Subject | null, isCommand: boolean): string {
  if (!subject) return text;
  const name = isCommand ? subject.name.replace(unsafe, '') : subject.name;
  const values: Record<string, string> = {
    component: name,
    component_slug: slugOf(subject.name),
    component_id: subject.id,
  };
  return text.replace(/\{\{\s*(component(?:_slug|_id)?)\s*\}\}/g, (whole, key) =>
    values[key] ? values[key] : whole,
  );
}
