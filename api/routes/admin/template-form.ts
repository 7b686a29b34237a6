import { MessageTemplate } from '../../domain/template.ts';
import { rowsIn } from '../../domain/template-rows.ts';
import { Opened, parse, text, type Values } from '../form.ts';

const TemplateForm = MessageTemplate.extend({ expectedRevision: Opened });

export const readTemplate = (values: Values) =>
  parse(TemplateForm, {
    state: text(values, 'state'),
    name: text(values, 'name'),
    body: text(values, 'body').replaceAll('\r\n', '\n'),
    fields: rowsIn(values),
    expectedRevision: values.expectedRevision,
  });
