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
import { type Connection, refusedBy, runCommand, type SmtpTest } from './connection.node.ts';

export async function sendTest(
  steps: TestStep[],
  way: Way,
  deps: SmtpTest,
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
  const failure = await runCommand(
    (done) =>
      connection.send(envelope, bytes, (error, info) => {
        taken = info?.response ?? '';
        done(error);
      }),
    connection,
  );
  const from = `Sender accepted: ${mail.envelope.from}.`;
  const to = `Recipient accepted: ${mail.envelope.to}.`;
  const refused = failure ? refusedBy(failure) : null;
  const command = failure?.command;
  if (refused && command !== 'RCPT TO' && command !== 'DATA') {
    steps.push(stepFailed('Sender', `Sender rejected: ${refused.text}`, senderTodo(refused, way)));
    return;
  }
  steps.push(stepOk('Sender', from));
  if (refused && command === 'RCPT TO') {
    steps.push(
      stepFailed('Recipient', `Recipient rejected: ${refused.text}`, recipientTodo(refused, way)),
    );
    return;
  }
  steps.push(stepOk('Recipient', to));
  if (refused)
    steps.push(stepFailed('Message', `Message rejected: ${refused.text}`, messageTodo(refused)));
  else
    steps.push(
      stepOk(
        'Message',
        `Message accepted: ${taken}`,
        'Check your inbox and spam folder. If it hasn’t arrived in five minutes, check the mail server’s log.',
      ),
    );
}
