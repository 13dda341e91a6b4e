import { z } from 'zod';
import { type OptionText, optionRows } from './option-rows.js';
import type { Registration, Registry } from './registry.js';
import { registries } from './registry.js';

/** What a user can be told of a component, from its schema alone. */
export interface ComponentDescription {
  /** The kind of component: `hook`, `backbone`. */
  kind: string;
  /** What to write as `type` in a config. */
  type: string;
  aliases: string[];
  /** One line; the description of the options' schema. */
  description?: string;
  options: OptionText[];
}

/** All components that are registered now, kind by kind in the order in which the kinds were made, sorted within. */
export function describeAll(): ComponentDescription[] {
  return registries().flatMap((registry) => describeRegistry(registry));
}

/** The components that a registry holds itself. */
export function describeRegistry(registry: Registry<object>): ComponentDescription[] {
  return registry.registrations().map((registration) => describe(registry.name, registration));
}

function describe(kind: string, { type, aliases, component }: Registration<object>): ComponentDescription {
  const { description } = z.globalRegistry.get(component.options) ?? {};
  return {
    kind,
    type,
    aliases: [...aliases],
    ...(description === undefined ? {} : { description }),
    options: optionRows(component.options),
  };
}
