import 'reflect-metadata';
import { type DependencyContainer, container as root } from 'tsyringe';

// tsyringe refuses to load before reflect-metadata: who takes its decorators from here need not think of the order.
export { type DependencyContainer, type InjectionToken, inject, injectable } from 'tsyringe';

/**
 * A fresh container for one program run. Services are registered under typed tokens (`InjectionToken<Logger>`) declared next
 * to the service's interface, and asked for with an explicit `@inject(TOKEN)` in an `@injectable()` class; emitted metadata
 * is not relied upon.
 */
export function createContainer(): DependencyContainer {
  return root.createChildContainer();
}
