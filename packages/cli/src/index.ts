export type { Command, CommandSpec, OptionSpec } from './command.js';
export { commands } from './commands.js';
export { CliError, UsageError } from './errors.js';
export { type Recognition, Recognizer, type RecognizerOptions } from './inference/recognizer.js';
export { main } from './main.js';
export { TERMINAL, type Terminal } from './output/terminal.js';
