import { expect, test } from 'vitest';
import { readLine } from '../../../api/domain/room/event.ts';

test.each([
  ['! Roll back to 4.1', 'decision', 'Roll back to 4.1'],
  ['!Roll back', 'decision', 'Roll back'],
  ['? Which queue is it', 'question', 'Which queue is it'],
  ['TODO restart the worker', 'action', 'restart the worker'],
  ['TODO: restart the worker', 'action', 'restart the worker'],
  ['todo: restart the worker', 'action', 'restart the worker'],
  ['  TODO  restart  ', 'action', 'restart'],
  ['The queue is full!', 'note', 'The queue is full!'],
  ['Is it the queue?', 'note', 'Is it the queue?'],
  ['todo el día', 'note', 'todo el día'],
  ['TODOS los nodos', 'note', 'TODOS los nodos'],
  ['!', 'note', '!'],
  ['?  ', 'note', '?'],
  ['TODO:', 'note', 'TODO:'],
  ['<b>!</b>', 'note', '<b>!</b>'],
])('“%s” is a %s', (line, kind, text) => {
  expect(readLine(line)).toEqual({ kind, text });
});
