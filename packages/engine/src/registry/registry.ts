import { closestName } from '@mma/config';
import type { z } from 'zod';
import {
  type Beside,
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
import { inScope, lookupNames, scopedName, splitScope } from './scope.js';

export interface RegisterOptions {
  /** The `type` in configs; the class's name when left out. */
  name?: string;
  /** Further names for the same class. */
  aliases?: readonly string[];
  /** The library it is from, for names that others have too: `mylab` makes it `mylab.ResNet`. */
  scope?: string;
  /** Replace what is registered under these names; without it a duplicate is an error. */
  force?: boolean;
}

/** A class that a registry holds itself, under all its names. */
export interface Registration<T extends object> {
  /** The name to write in configs, with its scope. */
  readonly type: string;
  readonly aliases: readonly string[];
  readonly component: ComponentClass<T>;
}

const all: Registry<object>[] = [];

/** Every registry there is, in the order in which they were made. */
export function registries(): readonly Registry<object>[] {
  return all;
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
 * parents hold themselves. A type may carry the scope it was registered with (`mylab.ResNet`); `mmaction.`, `mmengine.` and
 * `mmcv.` name what has none. A bare name is looked up in the config's `default_scope` first.
 */
export class Registry<T extends object> implements ComponentSource<T> {
  readonly #classes = new Map<string, ComponentClass<T>>();
  readonly #children: Registry<T>[] = [];
  readonly #parent: Registry<object> | undefined;
  #beside: Beside | undefined;

  /** @param name what one component is called in messages: `backbone`, `transform` */
  constructor(
    readonly name: string,
    options: { parent?: Registry<object> } = {},
  ) {
    this.#parent = options.parent;
    options.parent?.adopt(this);
    all.push(this as unknown as Registry<object>);
  }

  /**
   * Class decorator: `@HEADS.register() class TSNHead …`.
   *
   * @throws RegistryError `MMA_REGISTRY_DUPLICATE` when the name is taken
   */
  register(options: RegisterOptions = {}): <C extends ComponentClass<T>>(target: C & TakesItsOptions<C>) => void {
    return (target) => {
      for (const name of [options.name ?? target.name, ...(options.aliases ?? [])]) {
        const type = scopedName(options.scope, name);
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

  /** Options that its components, and those of its children, may have beside their own. */
  get beside(): Beside | undefined {
    return this.#beside ?? this.#parent?.beside;
  }

  /** Lets components have further options; what that needs is loaded with models, not with the registry. */
  allowBeside(beside: Beside): void {
    this.#beside = beside;
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

  /** What this registry holds itself, each class once, sorted by name; what its children hold is theirs to tell. */
  registrations(): Registration<T>[] {
    const names = new Map<ComponentClass<T>, string[]>();
    for (const [type, component] of this.#classes) names.set(component, [...(names.get(component) ?? []), type]);
    return [...names]
      .map(([component, [type, ...aliases]]) => ({ type: type!, aliases, component }))
      .sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  /**
   * Builds the component a config describes, nested components first. An instance is returned as it is.
   *
   * @throws RegistryError `MMA_REGISTRY_INVALID_CONFIG` with every problem of the whole tree; nothing is constructed then
   */
  build(config: ComponentConfig | T, place: ConfigPlace = {}): T {
    const resolved = inScope(place.scope, () => checkThenBuild(() => resolveComponent<T>(this, config)));
    if (resolved.ok) return resolved.value;
    throw issuesError(placeIssues(resolved.issues, place));
  }

  /** What `build` would complain about; constructs nothing. */
  validate(config: unknown, place: ConfigPlace = {}): ConfigIssue[] {
    return placeIssues(
      inScope(place.scope, () => checkOnly(() => resolveComponent<T>(this, config))),
      place,
    );
  }

  find(type: string): ComponentClass<T> | undefined {
    for (const name of lookupNames(type)) {
      const found = this.#findBelow(name) ?? this.#findAbove(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  explainUnknown(type: string): Omit<LocalIssue, 'path'> {
    const names = this.names();
    for (const name of lookupNames(type)) {
      const elsewhere = this.#root().#homeOf(name);
      if (elsewhere === undefined) continue;
      return { problem: 'unknown-type', message: `\`${type}\` is a ${elsewhere.name}, expected a ${this.name}` };
    }
    const { name } = splitScope(type);
    const suggestion = names.find((known) => splitScope(known).name === name) ?? closestName(name, names);
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

function listed(names: readonly string[]): string {
  const most = 12;
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown}, … ${names.length - most} more` : shown;
}
