import { Hono } from 'hono';
import { z } from 'zod';
import { findRoomSettings } from '../../../../db/room/plan.ts';
import { RoomSettings, saveRoomSettings } from '../../../actions/page/room-settings.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { severityScaleOf } from '../../../domain/response/severity.ts';
import { checklistParts } from '../../../domain/room/checklist.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { oneOf, parsed, textField } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { roomSettingsShape } from './plan-shape.ts';

const address = (field: string) => textField(field).nullable().optional();
const items = z.array(
  z.object({ part: oneOf('part', checklistParts), item: textField('item') }),
  'A checklist is a list of items, or null for none of its own.',
);

/** What is absent stays; null removes it. */
export const roomSettingsFields = z.object({
  bridge: address('bridge'),
  chat: address('chat'),
  new_ticket: address('new_ticket'),
  checklists: z
    .record(z.string(), items.nullable(), 'checklists is an object: severities, or “default”.')
    .optional(),
});

/** Under `/pages/:page/room_settings`: links and checklists that every room begins with. */
export function roomDefaults(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(await shown(c)));
  app.on(['PATCH', 'PUT'], '/', requirePermission('settings.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const requested = parsed(roomSettingsFields, unwrap(await readBody(c), 'room_settings'));
    const { bridge, chat, new_ticket: ticket, checklists = {} } = requested;
    const input = parsed(RoomSettings, {
      bridgeUrl: bridge === null ? '' : bridge,
      chatUrl: chat === null ? '' : chat,
      ticketUrl: ticket === null ? '' : ticket,
      checklists: Object.fromEntries(
        Object.entries(checklists).map(([severity, list]) => [
          severity,
          list === null ? null : list.map(({ part, item }) => ({ part, text: item })),
        ]),
      ),
    });
    await saveRoomSettings(deps, actor, page.id, input);
    return c.json(await shown(c));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

async function shown(c: AppContext) {
  const { deps, page } = c.var;
  const keys = severityScaleOf(page).map(({ key }) => key);
  return roomSettingsShape(await findRoomSettings(deps.db, page.id), keys);
}
