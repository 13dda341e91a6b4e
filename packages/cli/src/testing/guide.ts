/** What a page of the documentation tells its reader to type, and shows of it. */
export interface Guide {
  /** Every `pnpm mma …`, in code blocks and in the text, in order; lines that end in `\` are joined by what stands there. */
  commands: string[];
  /** What the page shows after a command and before the next: the rest of its code block, or else the next one. */
  outputs: Map<string, string>;
  /** The TypeScript blocks, one after the other. */
  code: string;
}

/** Reads a page in Markdown. */
export function readGuide(markdown: string): Guide {
  const commands: string[] = [];
  const outputs = new Map<string, string>();
  const code: string[] = [];
  let shown: string | undefined;
  for (const part of markdown.split(/^(```.*\n[\s\S]*?^```)$/m)) {
    const block = /^```(.*)\n([\s\S]*)^```$/m.exec(part);
    if (block === null) {
      const inline = [...part.matchAll(/`(pnpm mma [^`…]+)`/g)].map(([, command]) => command!);
      commands.push(...inline);
      if (inline.length > 0) shown = undefined;
      continue;
    }
    const [, language, text] = block as unknown as [string, string, string];
    if (language === 'ts') code.push(text);
    const command = /^(?:\$ )?(pnpm mma (?:.*\\\n)*.*)\n/.exec(text);
    if (command !== null) {
      commands.push(command[1]!);
      const rest = text.slice(command[0].length);
      if (rest !== '') outputs.set(command[1]!, rest);
      shown = rest === '' ? command[1]! : undefined;
    } else if (shown !== undefined && language === '') {
      outputs.set(shown, text);
      shown = undefined;
    }
  }
  return { commands, outputs, code: code.join('') };
}
