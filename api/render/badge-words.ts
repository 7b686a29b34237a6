import type { Impact } from '../domain/impact.ts';
import type { ComponentStatus } from '../domain/status.ts';

/** The few words of a badge. The page's own are Statuspage's; a badge may stand on a page in another tongue. */
export type BadgeWords = {
  label: (name: string) => string;
  page: Record<string, string>;
  component: Record<ComponentStatus, string>;
  maintenance: string;
  unknownSince: (time: string) => string;
  nextUpdateBy: (time: string) => string;
  overdueSince: (time: string) => string;
};

const en: BadgeWords = {
  label: (name) => `${name} status`,
  page: {},
  component: {
    operational: 'Operational',
    under_maintenance: 'Under Maintenance',
    degraded_performance: 'Degraded Performance',
    partial_outage: 'Partial Outage',
    major_outage: 'Major Outage',
  },
  maintenance: 'Maintenance In Progress',
  unknownSince: (time) => `unknown since ${time}`,
  nextUpdateBy: (time) => `next update by ${time}`,
  overdueSince: (time) => `update overdue since ${time}`,
};

const de: BadgeWords = {
  label: (name) => `${name} Status`,
  page: {
    'All Systems Operational': 'Alle Systeme in Betrieb',
    'Service Under Maintenance': 'Wartung läuft',
    'Partially Degraded Service': 'Teilweise eingeschränkt',
    'Degraded System Service': 'Eingeschränkt',
    'Minor Service Outage': 'Kleinere Störung',
    'Partial System Outage': 'Teilweiser Ausfall',
    'Major System Outage': 'Großer Ausfall',
  },
  component: {
    operational: 'In Betrieb',
    under_maintenance: 'In Wartung',
    degraded_performance: 'Eingeschränkt',
    partial_outage: 'Teilweiser Ausfall',
    major_outage: 'Großer Ausfall',
  },
  maintenance: 'Wartung läuft',
  unknownSince: (time) => `unbekannt seit ${time}`,
  nextUpdateBy: (time) => `nächste Meldung bis ${time}`,
  overdueSince: (time) => `Meldung überfällig seit ${time}`,
};

const fr: BadgeWords = {
  label: (name) => `État de ${name}`,
  page: {
    'All Systems Operational': 'Tous les systèmes fonctionnent',
    'Service Under Maintenance': 'Maintenance en cours',
    'Partially Degraded Service': 'Service en partie dégradé',
    'Degraded System Service': 'Service dégradé',
    'Minor Service Outage': 'Panne mineure',
    'Partial System Outage': 'Panne partielle',
    'Major System Outage': 'Panne majeure',
  },
  component: {
    operational: 'Opérationnel',
    under_maintenance: 'En maintenance',
    degraded_performance: 'Dégradé',
    partial_outage: 'Panne partielle',
    major_outage: 'Panne majeure',
  },
  maintenance: 'Maintenance en cours',
  unknownSince: (time) => `inconnu depuis ${time}`,
  nextUpdateBy: (time) => `prochaine information avant ${time}`,
  overdueSince: (time) => `information en retard depuis ${time}`,
};

const es: BadgeWords = {
  label: (name) => `Estado de ${name}`,
  page: {
    'All Systems Operational': 'Todos los sistemas operativos',
    'Service Under Maintenance': 'En mantenimiento',
    'Partially Degraded Service': 'Servicio parcialmente degradado',
    'Degraded System Service': 'Servicio degradado',
    'Minor Service Outage': 'Interrupción menor',
    'Partial System Outage': 'Interrupción parcial',
    'Major System Outage': 'Interrupción grave',
  },
  component: {
    operational: 'Operativo',
    under_maintenance: 'En mantenimiento',
    degraded_performance: 'Degradado',
    partial_outage: 'Interrupción parcial',
    major_outage: 'Interrupción grave',
  },
  maintenance: 'Mantenimiento en curso',
  unknownSince: (time) => `desconocido desde ${time}`,
  nextUpdateBy: (time) => `próxima actualización antes de ${time}`,
  overdueSince: (time) => `actualización atrasada desde ${time}`,
};

export const badgeLanguages = ['en', 'de', 'fr', 'es'] as const;
export const badgeWords: Record<(typeof badgeLanguages)[number], BadgeWords> = { en, de, fr, es };

/** What `/api/v2/status.json` says, in another tongue. */
export const rollupWords = (
  words: BadgeWords,
  status: { indicator: Impact; description: string },
): string => words.page[status.description] ?? status.description;
