import type { Locale } from '../../api/domain/text/locale.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { ja } from './ja.ts';
import type { Messages } from './keys.ts';
import { ptBR } from './pt-BR.ts';
import { withHeldSpaces } from './spaces.ts';

export type { English, Key, Messages } from './keys.ts';

export const messages: Record<Locale, Messages> = {
  en,
  de,
  fr: withHeldSpaces(fr),
  es,
  'pt-BR': ptBR,
  ja,
  ar,
};
