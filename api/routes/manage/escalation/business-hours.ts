import { Hono } from 'hono';
import { z } from 'zod';
import { saveWorkingHours } from '../../../actions/page/promise-settings.ts';
import type { App } from '../../../context/context.ts';
import { workingCalendarOf } from '../../../domain/obligation/deadline.ts';
import { WorkingCalendar } from '../../../domain/time/working-time.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { parsed, textField } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';

/** Under `/pages/:page/business_hours`: when the team works. */
export function businessHours(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => c.json(hoursShape(workingCalendarOf(c.var.page))));
  app.on(['PATCH', 'PUT'], '/', requirePermission('settings.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const input = parsed(hoursFields, unwrap(await readBody(c), 'business_hours'));
    const { zone, days, holidays } = workingCalendarOf(page);
    const calendar = parsed(WorkingCalendar, {
      zone: input.time_zone ?? zone,
      days: input.days ?? days,
      holidays: input.holidays ?? holidays,
    });
    await saveWorkingHours(deps, actor, page.id, { calendar });
    return c.json(hoursShape(calendar));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

const { days, holidays } = WorkingCalendar.shape;

/** Fields that are absent stay as they are. */
export const hoursFields = z.object({
  time_zone: textField('time_zone').optional(),
  days: days.optional(),
  holidays: holidays.optional(),
});

const hoursShape = ({ zone, days, holidays }: WorkingCalendar) => ({
  time_zone: zone,
  days,
  holidays,
});
