import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';
import { makerOf } from './references.js';
import type { Rewriting } from './rewriting.js';

/** A filter as a kernel of ours reads it, and the nodes that prepare it: none where it has been asked for before. */
export interface PreparedFilter {
  reference: string;
  nodes: readonly FunctionNode[];
}

/** The filters that convolutions of ours read, each prepared once. */
export class OwnFilters {
  private readonly prepared = new Map<string, string>();
  private readonly inputs: ReadonlySet<string>;

  constructor(
    private readonly definition: FunctionDefinition,
    private readonly rewriting: Rewriting,
  ) {
    this.inputs = new Set(definition.inputs.map(({ name }) => name));
  }

  /**
   * A filter in the order in which a direct convolution of `x` reads it, or the gradient of one with such steps and borders. The node
   * waits for `x`: all filters prepared at once would take the memory of the weights once more.
   */
  packed(filter: string, x: string, how: { gradient: boolean; stride: number; padding: number }): PreparedFilter {
    const key = [filter, ...Object.values(how)].join(' ');
    const known = this.prepared.get(key);
    if (known !== undefined) return { reference: known, nodes: [] };
    const op = 'MmaDirectFilter';
    const name = `${op}_${this.prepared.size}`;
    const reference = `${name}:packed:0`;
    this.prepared.set(key, reference);
    this.rewriting.types.set(reference, this.definition.types.get(filter)!);
    const attributes = new Map<string, AttributeValue>([
      ['gradient', { kind: 'bool', value: how.gradient }],
      ['stride', { kind: 'int', value: how.stride }],
      ['padding', { kind: 'int', value: how.padding }],
    ]);
    const maker = makerOf(x);
    const after = this.inputs.has(maker) ? [] : [maker];
    return { reference, nodes: [{ name, op, inputs: [filter], attributes, after }] };
  }
}
