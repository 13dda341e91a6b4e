import type { Hook } from './hook.js';
import type { HookContext } from './hook-context.js';
import { HOOK_POINTS, type HookPayload, type HookPoint } from './hook-points.js';
import { priorityLabel, priorityValue } from './priority.js';

/** Calls a run's hooks: serially, awaited, in order of priority and then of registration. */
export class HookList {
  private readonly hooks: readonly Hook[];

  constructor(
    hooks: readonly Hook[],
    private readonly context: HookContext,
  ) {
    this.hooks = hooks.toSorted((one, other) => priorityValue(one.priority) - priorityValue(other.priority));
  }

  async call<P extends HookPoint>(
    point: P,
    ...payload: undefined extends HookPayload<P> ? [] : [HookPayload<P>]
  ): Promise<void> {
    for (const hook of this.hooks) {
      const method = hook[point] as ((context: HookContext, payload?: unknown) => void | Promise<void>) | undefined;
      if (method !== undefined) await method.call(hook, this.context, payload[0]);
    }
  }

  /** The table at the top of a log: for every point the hooks that act there, in order. */
  describe(): string {
    const sections: string[] = [];
    for (const [point, name] of Object.entries(HOOK_POINTS)) {
      const acting = this.hooks.filter((hook) => hook[point as HookPoint] !== undefined);
      if (acting.length === 0) continue;
      const lines = acting.map(
        (hook) => `(${priorityLabel(hook.priority).padEnd(12)}) ${hook.constructor.name.padEnd(35)}`,
      );
      sections.push([`${name}:`, ...lines, ' -------------------- '].join('\n'));
    }
    return sections.join('\n');
  }
}
