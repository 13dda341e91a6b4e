import { closestName } from '@mma/config';
import type { z } from 'zod';
import {
  type ComponentClass,
  type ComponentConfig,
  type ComponentSource,
  checkOnly,
  checkThenBuild,
  resolveComponent,
} from './build.js';
import {
  type ConfigIssue,
  type ConfigPlace,
  issuesError,
  type LocalIssue,
  placeIssues,
  RegistryError,
} from './issues.js';

export interface RegisterOptions {
  /** The `type` in configs; the class's name when left out. */
  name?: string;
  /** Further names for the same class. */
  aliases?: readonly string[];
  /** Replace what is registered under these names; without it a duplicate is an error. */
  force?: boolean;
}

/** An error of the compiler where a class's constructor does not take what its `options` schema gives. */
type TakesItsOptions<C> = C extends { options: infer S extends z.ZodType; new (options: infer O): object }
  ? [z.output<S>] extends [O]
    ? unknown
    : { 'the constructor must take z.output<typeof options>': never }
  : unknown;

/**
 * The classes of one kind that configs can name by `type`.
 *
 * Registries form a tree: a parent finds what its children hold (MMAction2's one `MODELS`), a child falls back to what its
 * parents hold themselves. The prefixes `mmaction.`, `mmengine.` and `mmcv.` of a type are accepted and mean nothing.
 */
export class Registry<T extends object> implements ComponentSource<T> {
  readonly #classes = new Map<string, ComponentClass<T>>();
  readonly #children: Registry<T>[] = [];
  readonly #parent: Registry<object> | undefined;

  /** @param name what one component is called in messages: `backbone`, `transform` */
  constructor(
    readonly name: string,
    options: { parent?: Registry<object> } = {},
  ) {
    this.#parent = options.parent;
    options.parent?.adopt(this);
  }

  /**
   * Class decorator: `@HEADS.register() class TSNHead …`.
   *
   * @throws RegistryError `MMA_REGISTRY_DUPLICATE` when the name is taken
   */
  register(options: RegisterOptions = {}): <C extends ComponentClass<T>>(target: C & TakesItsOptions<C>) => void {
    return (target) => {
      for (const type of [options.name ?? target.name, ...(options.aliases ?? [])]) {
        if (this.#classes.has(type) && !options.force) {
          throw new RegistryError(
            'MMA_REGISTRY_DUPLICATE',
            `a ${this.name} named \`${type}\` is registered already (class ${this.#classes.get(type)!.name})`,
            [],
            { hint: 'choose another name, or pass `force: true` to replace it' },
          );
        }
        this.#classes.set(type, target);
      }
    };
  }

  has(type: string): boolean {
    return this.find(type) !== undefined;
  }

  /** @throws RegistryError `MMA_REGISTRY_UNKNOWN_TYPE`, with the closest registered name */
  get(type: string): ComponentClass<T> {
    const found = this.find(type);
    if (found !== undefined) return found;
    const { message, suggestion } = this.explainUnknown(type);
    throw new RegistryError('MMA_REGISTRY_UNKNOWN_TYPE', message, [], {
      hint: suggestion === undefined ? undefined : `did you mean \`${suggestion}\`?`,
    });
  }

  /** All types that `get` finds, sorted. */
  names(): string[] {
    return [...new Set([...this.#namesBelow(), ...this.#namesAbove()])].sort();
  }

  /**
   * Builds the component a config describes, nested components first. An instance is returned as it is.
   *
   * @throws RegistryError `MMA_REGISTRY_INVALID_CONFIG` with every problem of the whole tree; nothing is constructed then
   */
  build(config: ComponentConfig | T, place: ConfigPlace = {}): T {
    const resolved = checkThenBuild(() => resolveComponent<T>(this, config));
    if (resolved.ok) return resolved.value;
    throw issuesError(placeIssues(resolved.issues, place));
  }

  /** What `build` would complain about; constructs nothing. */
  validate(config: unknown, place: ConfigPlace = {}): ConfigIssue[] {
    return placeIssues(
      checkOnly(() => resolveComponent<T>(this, config)),
      place,
    );
  }

  find(type: string): ComponentClass<T> | undefined {
    const name = withoutScope(type);
    return this.#findBelow(name) ?? this.#findAbove(name);
  }

  explainUnknown(type: string): Omit<LocalIssue, 'path'> {
    const names = this.names();
    const suggestion = closestName(withoutScope(type), names);
    const elsewhere = this.#root().#homeOf(withoutScope(type));
    if (elsewhere !== undefined) {
      return { problem: 'unknown-type', message: `\`${type}\` is a ${elsewhere.name}, expected a ${this.name}` };
    }
    const known = names.length === 0 ? 'none is registered' : `registered: ${listed(names)}`;
    return suggestion === undefined
      ? { problem: 'unknown-type', message: `no ${this.name} is named \`${type}\` (${known})` }
      : { problem: 'unknown-type', message: `no ${this.name} is named \`${type}\``, suggestion };
  }

  private adopt(child: Registry<T>): void {
    this.#children.push(child);
  }

  #findBelow(name: string): ComponentClass<T> | undefined {
    const home = this.#homeOf(name);
    return home === undefined ? undefined : home.#classes.get(name);
  }

  // What a parent holds itself may be of this kind too: users register their heads in MODELS.
  #findAbove(name: string): ComponentClass<T> | undefined {
    for (let above = this.#parent; above !== undefined; above = above.#parent) {
      const found = above.#classes.get(name);
      if (found !== undefined) return found as ComponentClass<T>;
    }
    return undefined;
  }

  #homeOf(name: string): Registry<T> | undefined {
    if (this.#classes.has(name)) return this;
    for (const child of this.#children) {
      const home = child.#homeOf(name);
      if (home !== undefined) return home;
    }
    return undefined;
  }

  #root(): Registry<object> {
    return this.#parent === undefined ? this : this.#parent.#root();
  }

  #namesBelow(): string[] {
    return [...this.#classes.keys(), ...this.#children.flatMap((child) => child.#namesBelow())];
  }

  #namesAbove(): string[] {
    return this.#parent === undefined ? [] : [...this.#parent.#classes.keys(), ...this.#parent.#namesAbove()];
  }
}

function withoutScope(type: string): string {
  return type.replace(/^(mmaction|mmengine|mmcv)\./, '');
}

function listed(names: readonly string[]): string {
  const most = 12;
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown}, … ${names.length - most} more` : shown;
}
