import type { MessageTemplate } from '../../api/domain/template/template.ts';
import { identified } from './identified.ts';
import { investigating } from './investigating.ts';
import { monitoring } from './monitoring.ts';
import { resolved } from './resolved.ts';

/** Templates of a new page, one per state. */
export const shippedTemplates: readonly MessageTemplate[] = [
  investigating,
  identified,
  monitoring,
  resolved,
].map((template) => ({ ...template, componentIds: [], severities: [], translations: {} }));
