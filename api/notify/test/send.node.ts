import {
  messageTodo,
  recipientTodo,
  senderTodo,
  stepFailed,
  stepOk,
  type TestStep,
  type Way,
} from '../../domain/delivery/mail-test.ts';
import { parseSender } from '../../domain/delivery/sender-name.ts';
import { answered, type Connection, refusedBy, type Walk } from './connection.node.ts';

export async function sendTest(
  steps: TestStep[],
  way: Way,
  deps: Walk,
  connection: Connection,
): Promise<void> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const { mail } = deps;
  const { envelope: _, from: sender, ...parts } = mail;
  const node = new MailComposer({
    ...parts,
    from: parseSender(sender),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  const bytes = await node.build();
  let taken = '';
  const envelope = { ...mail.envelope, size: bytes.length };
  const failure = await answered(
    (done) =>
      connection.send(envelope, bytes, (error, info) => {
        taken = info?.response ?? '';
        done(error);
      }),
    connection,
  );
  const from = `The server takes ${mail.envelope.from} as the sender.`;
  const to = `It takes ${mail.envelope.to} as the recipient.`;
  const refused = failure ? refusedBy(failure) : null;
  const command = failure?.command;
  if (refused && command !== 'RCPT TO' && command !== 'DATA') {
    steps.push(
      stepFailed(
        'Sender',
        `The server refuses the sender: ${refused.text}`,
        senderTodo(refused, way),
      ),
    );
    return;
  }
  steps.push(stepOk('Sender', from));
  if (refused && command === 'RCPT TO') {
    steps.push(
      stepFailed(
        'Recipient',
        `The server refuses the recipient: ${refused.text}`,
        recipientTodo(refused, way),
      ),
    );
    return;
  }
  steps.push(stepOk('Recipient', to));
  if (refused)
    steps.push(
      stepFailed(
        'Message',
        `The server refuses the message: ${refused.text}`,
        messageTodo(refused),
      ),
    );
  else
    steps.push(
      stepOk(
        'Message',
        `The server has taken the message: ${taken}`,
        'Look into your inbox, and into the spam folder. If it is not there in five minutes, the log of the mail server says where it went.',
      ),
    );
}
