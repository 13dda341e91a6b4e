import { closestNames } from '@mma/config';
import type { Module } from '@mma/nn';
import { CliError } from '../errors.js';

/**
 * A module of a model by its full name, `backbone.layer4.1.relu` or, as MMAction2 writes it, `backbone/layer4/1/relu`.
 *
 * @throws CliError `MMA_CLI_LAYER` with the closest names
 */
export function findLayer(model: Module, given: string): Module {
  const name = given.replaceAll('/', '.');
  const modules = new Map([...model.namedModules()].filter(([each]) => each !== ''));
  const found = modules.get(name);
  if (found !== undefined) return found;
  const near = closestNames(name, modules.keys(), 3);
  // The last part that there is: its parts are what can be meant.
  const parts = name.split('.');
  while (parts.length > 0 && !modules.has(parts.join('.'))) parts.pop();
  const above = parts.join('.');
  const below = [...(modules.get(above) ?? model).namedChildren()].map(([child]) => child);
  const inside = `${above === '' ? 'The model' : above} has ${below.join(', ') || 'no parts'}.`;
  throw new CliError('MMA_CLI_LAYER', `There is no layer '${given}' in the model.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}? ${inside}`
        : `${inside} \`mma model print\` shows them all.`,
  });
}
