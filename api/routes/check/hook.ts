import { Hono } from 'hono';
import { checkByToken } from '../../../db/check/check.ts';
import { runAlertRules } from '../../actions/alert/run/run.ts';
import { receiveHeartbeat } from '../../actions/check/heartbeat.ts';
import { behind } from '../../context/behind.ts';
import type { App, AppContext } from '../../context/context.ts';
import { errorFacts } from '../../core/log.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { sha256 } from '../../core/secret.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { RequestLimit } from '../../limits/rate-limit.ts';

/** Calls of one job in a minute, in one process. */
const MAX_CALLS = 12;

/** Under `/hooks/checks`: jobs call the secret address of their heartbeat. A GET changes nothing. */
export function checkHooks(): Hono<App> {
  const app = new Hono<App>();
  const limit = new RequestLimit({ limits: [MAX_CALLS], window: MINUTE });
  const receive = async (c: AppContext, token: string, ok: boolean) => {
    const { deps } = c.var;
    const isToken = /^[\w-]{43}$/.test(token);
    const check = isToken ? await checkByToken(deps.db, await sha256(token)) : null;
    if (!check) throw notFound('check');
    if (!limit.take([check.id], deps.clock()))
      throw new Problem('too_many', 'A job can call at most 12 times a minute.');
    if (await receiveHeartbeat(deps, check, ok)) behind(c, decideSoon(deps));
    return c.text('Received.\n', 202);
  };
  app.on(['POST', 'PUT'], '/:token', (c) => receive(c, c.req.param('token'), true));
  app.on(['POST', 'PUT'], '/:token/fail', (c) => receive(c, c.req.param('token'), false));
  for (const path of ['/:token', '/:token/fail'])
    app.all(path, (c) =>
      c.text('Call this address with POST, such as “curl -X POST”.\n', 405, { allow: 'POST, PUT' }),
    );
  return app;
}

/** The tick decides what is left. */
const decideSoon = (deps: AppContext['var']['deps']): Promise<void> =>
  runAlertRules(deps).catch((error) => {
    deps.log('warn', 'alerts of checks are not decided yet', errorFacts(error));
  });
