import { componentStatuses } from '../../../api/domain/component/status.ts';
import { incidentStates } from '../../../api/domain/incident/incident.ts';
import { type Locale, locales } from '../../../api/domain/text/locale.ts';
import type { Earlier, UpdateMail } from '../../../templates/email/update-mail.ts';
import { hostile, stored } from '../hostile/hostile.ts';

const sentences: Record<Locale, string> = {
  en: 'We have identified the **cause** and are working on [a fix](https://example.com/a_b). ',
  de: 'Wir haben die Ursache für den Ausfall der Zahlungsdienste gefunden. ',
  fr: 'Nous avons trouvé la cause de l’incident ; un correctif est en cours. ',
  es: 'Hemos encontrado la causa y estamos trabajando en una solución. ',
  'pt-BR': 'Identificamos a causa e estamos trabalhando em uma correção. ',
  ja: '障害の原因を特定し、修正作業を進めています。',
  ar: 'حددنا سبب العطل ونعمل على إصلاحه الآن. ',
};
const mentions = [
  '@here @channel @everyone everyone@here.example',
  '<!channel> <!here|all> <@U012ABCDEF> <#C012|x> <!subteam^S1|team>',
  '<@123456789012345678> <@&1> <#1> <t:1:R> </cmd:1> @everyone',
  '<at>Ada</at> {{DATE(2026-11-20T14:00:00Z)}} @{body()}',
  '`<!channel>` ```\n@everyone\n```',
  '[@here](https://x.example/@here) [x](<!channel>) <https://x.example|<!here>>',
  '- @everyone\n1. <!here>\n# <@U1>\n> @channel',
];
const units = [
  '👩‍👩‍👧',
  '🇩🇪',
  'e\u0301',
  '😀',
  '&<>"\\',
  '字',
  'لا',
  '`',
  '*a* ',
  '- x\n',
  '| a ',
  '\n\n',
];

const PAGE = 'https://status.acme.example';
const AT = Date.UTC(2026, 10, 20, 14);

/** Updates in every language: short and as long as can be, harmless and hostile. */
export function randomUpdate(random: () => number, longest = 25_000): UpdateMail {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T; // not empty
  const locale = pick(locales);
  const text = (most: number): string => {
    const size = random() < 0.2 ? most : Math.floor(most * random() ** 3);
    const unit = random() < 0.3 ? pick(units) : null;
    let all = '';
    while (all.length < size)
      all +=
        unit ?? (random() < 0.7 ? sentences[locale] : pick(random() < 0.5 ? hostile : mentions));
    return stored(all.slice(0, size)).trim();
  };
  const one = (): Earlier => ({
    state: pick(incidentStates),
    notice: null,
    event: null,
    body: text(longest),
    at: AT - Math.floor(random() * 1e7),
    locale: pick(locales),
  });
  const many = random() < 0.02 ? 500 : Math.floor(random() * 8);
  const isPlanned = random() < 0.2;
  return {
    ...one(),
    locale,
    written: pick(locales),
    bodyLocale: pick(locales),
    page: { name: text(60) || 'Acme', url: `${PAGE}/` },
    prefix: `/${locale}`,
    zone: pick(['Etc/UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns']),
    incident: {
      kind: isPlanned ? 'maintenance' : 'incident',
      name: text(255) || 'x',
      url: `${PAGE}/${locale}/incidents/abcdefghijkl`,
      scheduledFor: isPlanned ? AT : null,
      scheduledUntil: isPlanned ? AT + 1e7 : null,
    },
    correctedAt: random() < 0.1 ? AT + 60_000 : null,
    nextUpdateBy: random() < 0.5 ? AT + 1e7 : null,
    earlier: Array.from({ length: Math.floor(random() ** 2 * 5) }, one),
    components: Array.from({ length: many }, () => ({
      name: text(255) || 'x',
      status: pick(componentStatuses),
    })),
  };
}
