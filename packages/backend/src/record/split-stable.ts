import type { FunctionArgument, FunctionDefinition, FunctionNode } from './function-def.js';
import { makerOf } from './references.js';

/** A function in two: what depends on nothing but its stable inputs, and the rest. */
export interface SplitFunction {
  /** From the stable inputs to what `main` needs of them; undefined where it needs nothing. */
  prelude: FunctionDefinition | undefined;
  /** From the other inputs, then the prelude's outputs, to the whole function's outputs. */
  main: FunctionDefinition;
}

/** What a value depends on: on no input, on stable inputs alone, or on others. */
type Kind = 'constant' | 'stable' | 'live';

/**
 * Splits a function whose last `stableCount` inputs change rarely, such as weights, so that what is computed of those alone
 * (weights with batch norm folded into them) need not be computed at every call.
 */
export function splitStable(definition: FunctionDefinition, stableCount: number): SplitFunction {
  const firstStable = definition.inputs.length - stableCount;
  const kinds = new Map<string, Kind>(
    definition.inputs.map(({ name }, index) => [name, index < firstStable ? 'live' : 'stable']),
  );
  const kindOf = (reference: string): Kind => kinds.get(makerOf(reference))!;
  for (const { name, inputs } of definition.nodes) {
    const of = new Set(inputs.map(kindOf));
    kinds.set(name, of.has('live') ? 'live' : of.has('stable') ? 'stable' : 'constant');
  }
  const kept = new Map<string, FunctionArgument>();
  const keep = (reference: string): string => {
    if (kindOf(reference) !== 'stable') return reference;
    const known = kept.get(reference);
    const argument = known ?? { ...definition.types.get(reference)!, name: `kept${kept.size}` };
    kept.set(reference, argument);
    return argument.name;
  };
  const nodesOf = (kind: Kind): FunctionNode[] => {
    const isHere = (name: string): boolean => kinds.get(name) === kind || kinds.get(name) === 'constant';
    return definition.nodes
      .filter(({ name }) => isHere(name))
      .map((node) => (node.after === undefined ? node : { ...node, after: node.after.filter(isHere) }));
  };
  const nodes = nodesOf('live').map((node) => ({ ...node, inputs: node.inputs.map(keep) }));
  const outputs = definition.outputs.map((output) => ({ ...output, source: keep(output.source) }));
  const { types } = definition;
  return {
    main: {
      name: definition.name,
      inputs: [...definition.inputs.slice(0, firstStable), ...kept.values()],
      outputs,
      nodes,
      types,
    },
    prelude:
      kept.size === 0
        ? undefined
        : {
            name: `${definition.name}Prelude`,
            inputs: definition.inputs.slice(firstStable),
            outputs: [...kept].map(([source, argument]) => ({ ...argument, source })),
            nodes: nodesOf('stable'),
            types,
          },
  };
}
