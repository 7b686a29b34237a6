import { joined } from '../../../../templates/file/joined.ts';
import type { AppContext } from '../../../context/context.ts';
import { MessageTemplate } from '../../../domain/template/template.ts';
import { rowsIn } from '../../../domain/template/template-rows.ts';
import { storable } from '../../../domain/text/characters.ts';
import { locales } from '../../../domain/text/locale.ts';
import type { Translations } from '../../../domain/text/translation.ts';
import { Opened, parse, text, type Values } from '../../../http/form.ts';

const TemplateForm = MessageTemplate.extend({ expectedRevision: Opened });

export const readTemplate = (values: Values) =>
  parse(TemplateForm, {
    state: text(values, 'state'),
    name: text(values, 'name'),
    componentIds: [values.componentIds ?? []].flat(),
    severities: [values.severities ?? []].flat(),
    body: text(values, 'body').replaceAll('\r\n', '\n'),
    translations: translationsIn(values),
    fields: rowsIn(values),
    expectedRevision: values.expectedRevision,
  });

/** From the fields `body@de`, without empty ones. */
const translationsIn = (values: Values): Translations =>
  Object.fromEntries(
    locales.flatMap((locale) => {
      const body = text(values, `body@${locale}`).replaceAll('\r\n', '\n').trim();
      return body ? [[locale, body]] : [];
    }),
  );

/** More rows or a sample: draws the form again and stores nothing. */
export const isDrawnAgain = (values: Values): boolean =>
  values.do === 'row' || values.do === 'sample';

export const openedRevision = (values: Values) => parse(Opened, values.expectedRevision);

/** The text of the form, or of the chosen files. */
export async function withFiles(c: AppContext, values: Values): Promise<Values> {
  const { file } = await c.req.parseBody({ all: true });
  const files = [file ?? []].flat().filter((one) => one instanceof File && one.size > 0) as File[]; // filtered above
  if (files.length === 0) return { ...values, text: text(values, 'text').replaceAll('\r\n', '\n') };
  return { ...values, text: storable(joined(await Promise.all(files.map((one) => one.text())))) };
}
