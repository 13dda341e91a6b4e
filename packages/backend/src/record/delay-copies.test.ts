import { expect, test } from 'vitest';
import { delayCopies } from './delay-copies.js';
import type { FunctionDefinition, FunctionNode } from './function-def.js';

const node = (name: string, op: string, ...inputs: string[]): FunctionNode => ({
  name,
  op,
  inputs,
  attributes: new Map(),
});

const inputs = ['picture', 'slope'].map((name) => ({ name, dtype: 1, shape: [4] }));

function definition(nodes: FunctionNode[], source: string): FunctionDefinition {
  return { name: 'f', inputs, outputs: [{ name: 'out', dtype: 1, shape: [4], source }], nodes, types: new Map() };
}

/** As TensorFlow writes them: what is waited for alone begins with `^`. */
function inputsOf(of: FunctionDefinition, name: string): string[] {
  const { inputs: read, after = [] } = delayCopies(of).nodes.find((each) => each.name === name)!;
  return [...read, ...after.map((other) => `^${other}`)];
}

const SIZES = node('sizes', 'Const');
const BACK = node('back', 'Relu', 'slope');

test('a padded copy waits for what its only reader needs besides', () => {
  const pad = node('pad', 'PadV2', 'picture', 'sizes:output:0');
  const filter = node('filter', 'Conv2DBackpropFilter', 'pad:output:0', 'sizes:output:0', 'back:activations:0');
  const given = definition([SIZES, pad, BACK, filter], 'filter:output:0');
  expect(inputsOf(given, 'pad')).toEqual(['picture', 'sizes:output:0', '^sizes', '^back']);
  expect(inputsOf(given, 'filter')).toEqual(filter.inputs);
  expect(inputsOf(given, 'back')).toEqual(['slope']);
});

test('inputs of the function are there from the start', () => {
  const pad = node('pad', 'PadV2', 'picture', 'sizes:output:0');
  const sum = node('sum', 'AddV2', 'pad:output:0', 'slope');
  expect(inputsOf(definition([SIZES, pad, sum], 'sum:z:0'), 'pad')).toEqual(pad.inputs);
});

test('what others read too, or the caller, does not wait', () => {
  const pad = node('pad', 'PadV2', 'picture', 'sizes:output:0');
  const one = node('one', 'AddV2', 'pad:output:0', 'back:activations:0');
  const other = node('other', 'AddV2', 'pad:output:0', 'one:z:0');
  expect(inputsOf(definition([SIZES, pad, BACK, one, other], 'other:z:0'), 'pad')).toEqual(pad.inputs);
  expect(inputsOf(definition([SIZES, pad, BACK, one], 'pad:output:0'), 'pad')).toEqual(pad.inputs);
  const twice = node('twice', 'AddV2', 'pad:output:0', 'pad:output:0');
  expect(inputsOf(definition([SIZES, pad, twice], 'twice:z:0'), 'pad')).toEqual(pad.inputs);
});
