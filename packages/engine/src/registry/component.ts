import { z } from 'zod';
import {
  type ComponentConfig,
  type ComponentSource,
  checkOnly,
  reportNested,
  resolveComponent,
  resolveOptions,
  resolveType,
} from './build.js';
import { markComponent } from './schema-kind.js';

/**
 * An option that is a component of another registry: the constructor receives it built. In a config it is written as an
 * object with `type`; programs may pass an instance. Combines like any zod schema:
 * `z.array(component(TRANSFORMS))`, `component(LOSSES).prefault({ type: 'CrossEntropyLoss' })`. A refinement of the schema
 * must not look inside: while a config is only checked, a bare object stands for the component.
 */
export function component<T extends object>(registry: ComponentSource<T>): z.ZodType<T, T | ComponentConfig> {
  const schema = z.unknown().transform((config, context): T => {
    const resolved = resolveComponent(registry, config);
    if (resolved.ok) return resolved.value;
    reportNested(resolved.issues, context);
    return z.NEVER;
  });
  markComponent(schema, registry);
  return schema as unknown as z.ZodType<T, T | ComponentConfig>;
}

/**
 * An option that is a component's config, handed on as it is written, to be built later or on another thread. With a
 * registry the config is checked there and then, so that its mistakes are reported with all others.
 */
export function componentConfig(registry?: ComponentSource<object>): z.ZodType<ComponentConfig, ComponentConfig> {
  const schema = z.unknown().transform((config, context): ComponentConfig => {
    const issues = checkOnly(() => (registry === undefined ? resolveType(config) : resolveOptions(registry, config)));
    if (issues.length === 0) return config as ComponentConfig;
    reportNested(issues, context);
    return z.NEVER;
  });
  markComponent(schema, registry);
  return schema as unknown as z.ZodType<ComponentConfig, ComponentConfig>;
}
