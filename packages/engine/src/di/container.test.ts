import { expect, it } from 'vitest';
import { createContainer, type InjectionToken, inject, injectable } from './container.js';

interface Greeter {
  greet(): string;
}

const GREETER: InjectionToken<Greeter> = Symbol('Greeter');

@injectable()
class Program {
  constructor(@inject(GREETER) readonly greeter: Greeter) {}
}

it('supplies what constructors ask for by token', () => {
  const container = createContainer();
  container.register(GREETER, { useValue: { greet: () => 'hello' } });
  expect(container.resolve(Program).greeter.greet()).toBe('hello');
});

it('keeps the services of two containers apart', () => {
  const first = createContainer();
  first.register(GREETER, { useValue: { greet: () => 'hello' } });
  expect(createContainer().isRegistered(GREETER, true)).toBe(false);
});
