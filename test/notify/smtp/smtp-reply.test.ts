import { expect, test } from 'vitest';
import { parseReply, readSmtpReply } from '../../../api/domain/delivery/smtp-reply.ts';
import { replies } from './smtp-replies.ts';

test.each(replies)('%s at %s: %s is about %s', (_, command, response, subject) => {
  expect(readSmtpReply({ command, ...parseReply(response) })).toBe(subject);
});

test('a multi-line reply is read as one', () => {
  expect(parseReply('550-5.1.1 No such\r\n550 5.1.1 user\r\n')).toEqual({
    code: 550,
    enhancedCode: '5.1.1',
    text: 'No such user',
    line: '550 5.1.1 No such user',
  });
  expect(parseReply('550 no such user')).toMatchObject({ code: 550, enhancedCode: null });
  expect(parseReply('554 no mailbox here (#5.1.1)')).toMatchObject({ enhancedCode: '5.1.1' });
});
