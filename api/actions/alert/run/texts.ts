import type { Alert } from '../../../../db/alert/alert.ts';
import { renderPlace } from '../../../../templates/alert/place.ts';
import { TemplateError } from '../../../../templates/template-error.ts';
import type { RuleSettings } from '../../../domain/alert/rule.ts';
import { MAX_TITLE_LENGTH } from '../../incident/input.ts';

type Written = Pick<RuleSettings, 'title' | 'body'>;
type AlertText = Pick<Alert, 'title' | 'severity' | 'labels' | 'annotations' | 'links'> & {
  source: string;
};

/** Title and message of an incident, with the fields of the alert that opens it. */
export function ruleTexts(
  { title, body }: Written,
  alert: AlertText,
): { title: string; body: string } {
  const fields = {
    ...{ title: alert.title, severity: alert.severity, source: alert.source },
    ...{ labels: alert.labels, annotations: alert.annotations, url: alert.links[0]?.url ?? '' },
  };
  const text = (template: string) => (template ? rendered(template, fields) : '');
  const name = text(title).replace(/\s+/g, ' ').trim() || alert.title;
  return { title: name.slice(0, MAX_TITLE_LENGTH).toWellFormed(), body: text(body) };
}

/** A label can be of a kind that the template did not expect: then the template itself is shown. */
function rendered(template: string, fields: object): string {
  try {
    return renderPlace(template, fields);
  } catch (error) {
    if (error instanceof TemplateError) return template;
    throw error;
  }
}

/** Why a text of a rule is no template; null where it is. */
export function textProblem(template: string): string | null {
  try {
    renderPlace(template, { labels: {}, annotations: {} });
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}
