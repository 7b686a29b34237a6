import { Hono } from 'hono';
import { findRoomSettings } from '../../../../db/room/plan.ts';
import {
  ChecklistKey,
  RoomSettings,
  saveRoomSettings,
} from '../../../actions/page/room-settings.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import {
  ChecklistItems,
  checklistParts,
  DEFAULT_CHECKLIST,
} from '../../../domain/room/checklist.ts';
import { handleForm, Opened, parse, text, type Values } from '../../../http/form.ts';

/** One item a line, in the field of each phase. */
const itemsIn = (values: Values) =>
  checklistParts.flatMap((part) =>
    text(values, `part.${part}`)
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map((line) => ({ part, text: line })),
  );

const Form = RoomSettings.pick({ bridgeUrl: true, chatUrl: true, ticketUrl: true }).extend({
  severity: ChecklistKey,
  items: ChecklistItems.nullable(),
  expectedRevision: Opened,
});

const read = (values: Values) => {
  const items = text(values, 'do') === 'reset' ? null : itemsIn(values);
  const faultyPart = (path: readonly PropertyKey[]): string => {
    const [list, at] = path;
    const item = list === 'items' && typeof at === 'number' ? items?.[at] : undefined;
    return item ? `part.${item.part}` : list === 'items' ? 'part.first' : String(list);
  };
  return parse(Form, { ...values, items }, faultyPart);
};

/** Under `/admin/settings/rooms`: links and checklists that every incident room begins with. */
export function roomSettingsRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const stored = await findRoomSettings(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/rooms', { stored, ...(form && { form }) });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { severity, items, ...links } = read(values);
        const input = { ...links, checklists: { [severity]: items } };
        await saveRoomSettings(c.var.deps, c.var.actor, c.var.page.id, input);
        const query = severity === DEFAULT_CHECKLIST ? '' : `&severity=${severity}`;
        return `/admin/settings/rooms?done=saved${query}`;
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}
