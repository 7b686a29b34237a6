import { parse } from 'yaml';
import { z } from 'zod';
import { DrillScenario } from '../../api/domain/drill/scenario.ts';

const MAX_LENGTH = 64 * 1024;

/** A scenario from its file, or what is wrong with it in one sentence. */
export function readScenario(source: string): { scenario: DrillScenario } | { fault: string } {
  if (source.length > MAX_LENGTH) return { fault: 'That’s over 64 KB. Shorten the scenario.' };
  let content: unknown;
  try {
    content = parse(source, { maxAliasCount: 0 });
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { fault: `Invalid YAML: ${line}` };
  }
  const read = z.safeParse(DrillScenario, content);
  if (read.success) return { scenario: read.data };
  const [issue] = read.error.issues;
  const place = issue?.path.map((part) => (typeof part === 'number' ? part + 1 : part)).join(' ');
  return { fault: `${place ? `${place}: ` : ''}${issue?.message ?? 'This is no scenario.'}` };
}
