import type { ArgumentSpec, OptionSpec } from '../command.js';
import { UsageError } from '../errors.js';

export const configArgument: ArgumentSpec = {
  usage: '<config>',
  description: 'a config file, or the name of one under configs/',
};

export const cfgOptions: OptionSpec = {
  flags: '--cfg-options <key=value...>',
  description: 'override config values, as in `train_dataloader.batch_size=4 model.cls_head.num_classes=2`',
};

export const formatOption: OptionSpec = {
  flags: '--format <format>',
  description: "ts, py, json or yaml (default: the config's own; yaml for toml)",
  parse: (text) => {
    if (['ts', 'py', 'json', 'yaml'].includes(text)) return text;
    throw new UsageError(`--format ${text}: there is no such format.`, 'Choose ts, py, json or yaml.');
  },
};

export const deviceOption: OptionSpec = {
  flags: '--device <device>',
  description: 'auto, cpu or gpu',
  default: 'auto',
  setting: 'device',
  parse: (text) => {
    if (['auto', 'cpu', 'gpu'].includes(text)) return text;
    throw new UsageError(`--device ${text}: there is no such device.`, 'Choose auto, cpu or gpu.');
  },
};

/** Single-process options that MMAction2's scripts have and that mean something only with several processes. */
export const launcherOption: OptionSpec = {
  flags: '--launcher <launcher>',
  description: 'how to start several processes',
  default: 'none',
  parse: (text) => {
    if (text === 'none') return text;
    throw new UsageError(`--launcher ${text}: MMA runs in one process so far.`, 'Leave the option away, or give none.');
  },
};

/** @returns a positive integer, or a `UsageError` that says why `text` is none */
export function parsePositive(text: string): number {
  if (/^0*[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`'${text}' is not a whole number ≥ 1.`);
}

/** @returns a non-negative integer, or a `UsageError` that says why `text` is none */
export function parseCount(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`'${text}' is not a whole number ≥ 0.`);
}

/** Takes one of a few words; a `UsageError` names them for any other. */
export function oneOf(option: string, words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    throw new UsageError(`${option} ${text}: there is no such choice.`, `Choose ${words.join(', ')}.`);
  };
}

/** @returns a positive number, or a `UsageError` that says why `text` is none */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && Number.isFinite(seconds) && seconds > 0) return seconds;
  throw new UsageError(`'${text}' is not a number of seconds above 0.`);
}
