import type { Config } from '@mma/config';
import { CliError } from '../errors.js';

/** @throws CliError `MMA_CLI_AMP` where `--amp` cannot take the place of the config's optimizer wrapper, as in MMAction2's script */
export function checkAmp(config: Config): void {
  const type = config.get('optim_wrapper.type') ?? 'OptimWrapper';
  const several = config.get('optim_wrapper.constructor') === 'MultiOptimWrapperConstructor';
  if (!several && (type === 'OptimWrapper' || type === 'AmpOptimWrapper')) return;
  throw new CliError(
    'MMA_CLI_AMP',
    `--amp is for optim_wrapper.type OptimWrapper; ${config.filename} has ${several ? 'several optimizers' : String(type)}`,
    {
      hint: 'Give each wrapper the type AmpOptimWrapper in the config.',
    },
  );
}
