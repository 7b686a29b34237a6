import { apiCommands } from './commands.ts';
import { completionFor } from './completion.ts';
import { argument, type ClientCommand } from './given.ts';
import { localCommands } from './local.ts';
import { publishCommands } from './publish.ts';
import { subscriberCommands } from './subscribers.ts';

/** All commands, by what is typed. */
export const commands: Readonly<Record<string, ClientCommand>> = {
  ...apiCommands,
  ...subscriberCommands,
  ...publishCommands,
  ...localCommands,
  completion: {
    usage: 'completion bash|zsh|fish                  a script that completes commands',
    local: async (given) => {
      const script = completionFor(argument(given, 0, 'a shell'), commands);
      return { json: { script }, text: script };
    },
  },
};
