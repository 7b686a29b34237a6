import { ClientError } from './api.ts';
import type { ClientCommand } from './given.ts';

type Commands = Readonly<Record<string, ClientCommand>>;
const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What can follow the first word, or with a whole command its options. */
function wordsOf(commands: Commands) {
  const names = Object.keys(commands);
  const verbs = new Map<string, string[]>();
  for (const name of names) {
    const [noun = '', verb] = name.split(' ');
    verbs.set(noun, [...(verbs.get(noun) ?? []), ...(verb ? [verb] : [])]);
  }
  verbs.set('completion', [...SHELLS]);
  const options = names.map((name): [string, string[]] => [
    name,
    [...Object.keys(commands[name]?.options ?? {}), 'json', 'help'].map((one) => `--${one}`),
  ]);
  return { nouns: [...verbs.keys()], verbs, options };
}

/** A script for the shell: what may be typed next. */
export function completionFor(shell: string, commands: Commands): string {
  const words = wordsOf(commands);
  if (shell === 'bash') return bash(words);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;
  if (shell === 'fish') return fish(words);
  throw new ClientError(`Name a shell: ${SHELLS.join(', ')}.`);
}

/** What was typed at a place. */
const word = (at: number | string): string => `\${COMP_WORDS[${at}]}`;

function bash({ nouns, verbs, options }: ReturnType<typeof wordsOf>): string {
  const afterNoun = [...verbs]
    .filter(([, some]) => some.length > 0)
    .map(([noun, some]) => `      ${noun}) words="${some.join(' ')}" ;;`);
  const afterCommand = options.map(([name, some]) => {
    const pattern = name.includes(' ') ? `"${name}"` : `"${name} "*`;
    return `      ${pattern}) words="${some.join(' ')}" ;;`;
  });
  return [
    '_allclear() {',
    `  local words="" cur="${word('COMP_CWORD')}"`,
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${nouns.join(' ')}"`,
    '  elif [ "$COMP_CWORD" -eq 2 ] && [[ "$cur" != -* ]]; then',
    `    case "${word(1)}" in`,
    ...afterNoun,
    '    esac',
    '  else',
    `    case "${word(1)} ${word(2)}" in`,
    ...afterCommand,
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
    'complete -o default -F _allclear allclear', // values such as file names as usual
  ].join('\n');
}

function fish({ nouns, verbs, options }: ReturnType<typeof wordsOf>): string {
  const line = (when: string, words: string) => `complete -c allclear -n '${when}' -a '${words}'`;
  const known = [...verbs].filter(([, some]) => some.length > 0);
  return [
    line('__fish_use_subcommand', nouns.join(' ')),
    ...known.map(([noun, some]) =>
      line(
        `__fish_seen_subcommand_from ${noun}; and not __fish_seen_subcommand_from ${some.join(' ')}`,
        some.join(' '),
      ),
    ),
    ...options.flatMap(([name, some]) => {
      const when = name
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ');
      return some.map((option) => `complete -c allclear -n '${when}' -l ${option.slice(2)}`);
    }),
  ].join('\n');
}
