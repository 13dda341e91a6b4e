import type { AttributeValue, FunctionDefinition, FunctionNode } from './function-def.js';
import { makerOf } from './references.js';
import type { Rewriting } from './rewriting.js';

/** A filter as a kernel of ours reads it, and the nodes that prepare it: none where it has been asked for before. */
export interface PreparedFilter {
  reference: string;
  nodes: readonly FunctionNode[];
}

interface Preparation {
  op: string;
  output: string;
  shape: readonly number[];
  attributes: ReadonlyMap<string, AttributeValue>;
}

/** A filter at its points is a plane for each of 36, and room for one: see native/src/kernels/winograd/winograd.h. */
const PLANES = 37;

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

  /** A 3 × 3 filter at the points of Winograd's convolution of `x`; turned for the gradient by the input, of which `x` is the output's. */
  atPoints(filter: string, x: string, turned: boolean): PreparedFilter {
    const [, , inputs, outputs] = this.definition.types.get(filter)!.shape as [number, number, number, number];
    return this.prepare(filter, x, {
      op: turned ? 'MmaWinogradTurnedFilter' : 'MmaWinogradFilter',
      output: 'points',
      shape: [PLANES, ...(turned ? [outputs, inputs] : [inputs, outputs])],
      attributes: new Map(),
    });
  }

  /** A filter in the order in which a direct convolution of `x` reads it, or the gradient of one with such steps and borders. */
  packed(filter: string, x: string, how: { gradient: boolean; stride: number; padding: number }): PreparedFilter {
    return this.prepare(filter, x, {
      op: 'MmaDirectFilter',
      output: 'packed',
      shape: this.definition.types.get(filter)!.shape,
      attributes: new Map<string, AttributeValue>([
        ['gradient', { kind: 'bool', value: how.gradient }],
        ['stride', { kind: 'int', value: how.stride }],
        ['padding', { kind: 'int', value: how.padding }],
      ]),
    });
  }

  /** The node waits for `x`: all filters prepared at once would take the memory of the weights once more, or four times at points. */
  private prepare(filter: string, x: string, { op, output, shape, attributes }: Preparation): PreparedFilter {
    const key = [filter, op, ...[...attributes.values()].map(({ value }) => value)].join(' ');
    const known = this.prepared.get(key);
    if (known !== undefined) return { reference: known, nodes: [] };
    const name = `${op}_${this.prepared.size}`;
    const reference = `${name}:${output}:0`;
    this.prepared.set(key, reference);
    this.rewriting.types.set(reference, { ...this.definition.types.get(filter)!, shape });
    const maker = makerOf(x);
    const after = this.inputs.has(maker) ? [] : [maker];
    return { reference, nodes: [{ name, op, inputs: [filter], attributes, after }] };
  }
}
