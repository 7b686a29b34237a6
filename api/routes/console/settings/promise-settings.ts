import { Hono } from 'hono';
import { listMembers } from '../../../../db/team/account.ts';
import {
  EscalationSettings,
  SeverityScaleSettings,
  saveEscalation,
  saveSeverityScale,
  saveWorkingHours,
  WorkingHoursSettings,
} from '../../../actions/page/promise-settings.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { presets, rolesRequiredBy, type SeverityScale } from '../../../domain/response/severity.ts';
import { weekdays } from '../../../domain/time/working-time.ts';
import { handleForm, Opened, parse, text, type Values } from '../../../http/form.ts';
import { rowsOf } from './rows.ts';

/** Empty is null; anything but a number is left for the schema to reject. */
const numberIn = (typed: string): number | null =>
  typed.trim() === '' ? null : Number(typed.trim());

const readSeverityScale = (values: Values) =>
  parse(SeverityScaleSettings.extend({ expectedRevision: Opened }), {
    levels: rowsOf(values, 'levels').map((i) => ({
      key: text(values, `levels.${i}.key`),
      definition: text(values, `levels.${i}.definition`),
      example: text(values, `levels.${i}.example`),
      acknowledgeWithin: numberIn(text(values, `levels.${i}.acknowledgeWithin`)),
      lapseAfter: numberIn(text(values, `levels.${i}.lapseAfter`)),
      ...rolesIn(values, i),
      ...usersIn(values, i),
      ...countsIn(values, i),
      updateEvery: numberIn(text(values, `levels.${i}.updateEvery`)),
      tell: text(values, `levels.${i}.tell`),
      approval: values[`levels.${i}.approval`] !== undefined,
    })),
    approvalWithoutSeverity: approvalIn(text(values, 'approvalWithoutSeverity')),
    expectedRevision: values.expectedRevision,
  });

/** A form of before this setting lacks its fields: the default of the level stays. */
const rolesIn = (values: Values, i: number) =>
  values[`levels.${i}.assignWithin`] === undefined
    ? {}
    : {
        requiredRoles: [values[`levels.${i}.requiredRoles`] ?? []].flat().filter(Boolean),
        assignWithin: numberIn(text(values, `levels.${i}.assignWithin`)),
      };

const usersIn = (values: Values, i: number) =>
  values[`levels.${i}.usersFrom`] === undefined
    ? {}
    : { usersFrom: numberIn(text(values, `levels.${i}.usersFrom`)) };

const countsIn = (values: Values, i: number) =>
  values[`levels.${i}.counts`] === undefined ? {} : { counts: text(values, `levels.${i}.counts`) };

/** `2026-12-25 Christmas Day`, one a line. */
const holidaysIn = (typed: string) =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [date = '', ...name] = line.split(/\s+/);
      return { date, name: name.join(' ') };
    });

/** A day without times is off. */
const readWorkingHours = (values: Values) =>
  parse(
    WorkingHoursSettings.extend({ expectedRevision: Opened }),
    {
      calendar: {
        zone: text(values, 'zone'),
        days: weekdays.map((_, i) => {
          const [from, to] = [text(values, `days.${i}.from`), text(values, `days.${i}.to`)];
          return from === '' && to === '' ? null : { from, to };
        }),
        holidays: holidaysIn(text(values, 'holidays')),
      },
      expectedRevision: values.expectedRevision,
    },
    ([, list, ...rest]) => [list, ...(list === 'holidays' ? [] : rest)].map(String).join('.'),
  );

const approvalIn = (chosen: string): boolean | null =>
  chosen === 'yes' ? true : chosen === 'no' ? false : null;

/** Drops rows with neither a time nor people. Errors name rows as submitted. */
function readEscalation(values: Values): EscalationSettings {
  const rows = rowsOf(values, 'steps')
    .map((row) => ({
      row,
      after: text(values, `steps.${row}.after`).trim(),
      side: text(values, `steps.${row}.side`),
      people: [values[`steps.${row}.people`] ?? []].flat(),
    }))
    .filter(({ after, people }) => after !== '' || people.length > 0);
  return parse(
    EscalationSettings.extend({ expectedRevision: Opened }),
    {
      steps: rows.map(({ after, side, people }) => ({
        after: after === '' ? null : Number(after) * (side === 'before' ? -1 : 1),
        people,
      })),
      expectedRevision: values.expectedRevision,
    },
    ([list, i, name]) =>
      typeof i === 'number' ? `${String(list)}.${rows[i]?.row}.${String(name)}` : String(list),
  );
}

/** Fills the form from a preset. Nothing is stored before “Save”. */
function withPreset(values: Values, name: string): Values {
  const others = Object.entries(values).filter(([key]) => !key.startsWith('levels.'));
  const preset = presets[name] ?? [];
  const levels = preset.flatMap((level, i) =>
    Object.entries({ ...level, ...deadlinesIn(preset, level.key) })
      .filter(([, value]) => value !== false) // unticked boxes are not submitted
      .map(([key, value]) => [`levels.${i}.${key}`, String(value ?? '')]),
  );
  return Object.fromEntries([...others, ...levels]);
}

/** What a level asks for where it does not say so itself. */
function deadlinesIn(scale: SeverityScale, key: string) {
  const { roles, within } = rolesRequiredBy(scale, key);
  return { requiredRoles: roles.join(), assignWithin: within };
}

export function promiseSettings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/severity', (c) => renderPage(c, '/admin/settings/severity', {}));
  app.post('/severity', (c) =>
    handleForm(c, {
      run: async (values) => {
        const preset = /^preset:(.*)$/.exec(text(values, 'do'))?.[1];
        if (preset && Object.hasOwn(presets, preset)) return { redraw: withPreset(values, preset) };
        await saveSeverityScale(c.var.deps, c.var.actor, c.var.page.id, readSeverityScale(values));
        return '/admin/settings/severity?done=saved';
      },
      draw: (form) => renderPage(c, '/admin/settings/severity', { form }),
    }),
  );
  app.get('/business-hours', (c) => renderPage(c, '/admin/settings/business-hours', {}));
  app.post('/business-hours', (c) =>
    handleForm(c, {
      run: async (values) => {
        await saveWorkingHours(c.var.deps, c.var.actor, c.var.page.id, readWorkingHours(values));
        return '/admin/settings/business-hours?done=saved';
      },
      draw: (form) => renderPage(c, '/admin/settings/business-hours', { form }),
    }),
  );
  const drawReminders = async (c: AppContext, form?: RefusedForm) => {
    const members = await listMembers(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/reminders', { members, form });
  };
  app.get('/reminders', (c) => drawReminders(c));
  app.post('/reminders', (c) =>
    handleForm(c, {
      run: async (values) => {
        await saveEscalation(c.var.deps, c.var.actor, c.var.page.id, readEscalation(values));
        return '/admin/settings/reminders?done=saved';
      },
      draw: (form) => drawReminders(c, form),
    }),
  );
  return app;
}
