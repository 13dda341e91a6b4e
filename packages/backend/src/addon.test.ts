import { beforeAll, expect, test } from 'vitest';
import { nativeBackend } from './active-backend.js';
import { loadBackend } from './load.js';
import { tf } from './tf.js';

beforeAll(() => loadBackend({ install: true }));

test.each([
  ['float32', [1.5, -2, 3]],
  ['int32', [1, -2, 3]],
  ['bool', [1, 0, 1]],
] as const)('%s values come back as they went', (dtype, values) => {
  const tensor = tf.tensor1d([...values], dtype).clone();
  expect(Array.from(tf.reshape(tensor, [3, 1]).dataSync())).toEqual([...values]);
});

test('strings come back as they went, beyond ASCII and beyond the short ones that TensorFlow keeps inline', () => {
  const values = ['', 'clip', '挥手', 'x'.repeat(1000)];
  const backend = nativeBackend();
  const type = { name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_STRING };
  const copy = backend.executeSingleOutput('Identity', [type], [tf.tensor1d(values, 'string')]);
  expect(copy.dataSync()).toEqual(values);
});

test('an empty tensor is fine', () => {
  expect(tf.concat([tf.tensor1d([]), tf.tensor1d([1])]).dataSync()).toEqual(Float32Array.of(1));
});

test('an op that does not exist is an error with a code', () => {
  expect(() => nativeBackend().executeSingleOutput('NoSuchOp', [], [])).toThrow(
    expect.objectContaining({ code: 'MMA_BACKEND_TENSORFLOW', message: expect.stringContaining('NoSuchOp') }),
  );
});

test('a disposed tensor cannot be used', () => {
  const { binding } = nativeBackend();
  const id = binding.createTensor([1], binding.TF_FLOAT, Float32Array.of(1));
  binding.deleteTensor(id);
  expect(() => binding.tensorDataSync(id)).toThrow(/does not exist/);
});

test('the op definitions can be read, and a function can be registered, run and removed', () => {
  const { binding } = nativeBackend();
  expect(binding.opList().byteLength).toBeGreaterThan(100_000);
  // FunctionDef: signature { name: "Twice", input x: float, output y: float }, node s = AddV2(x, x), y = s:z:0.
  const bytes = (field: number, content: readonly number[]) => [(field << 3) | 2, content.length, ...content];
  const text = (field: number, value: string) => bytes(field, [...Buffer.from(value)]);
  const argument = (name: string) => [...text(1, name), (3 << 3) | 0, 1];
  const signature = [...text(1, 'Twice'), ...bytes(2, argument('x')), ...bytes(3, argument('y'))];
  const type = [...text(1, 'T'), ...bytes(2, [(6 << 3) | 0, 1])];
  const node = [...text(1, 's'), ...text(2, 'AddV2'), ...text(3, 'x'), ...text(3, 'x'), ...bytes(5, type)];
  const result = [...text(1, 'y'), ...text(2, 's:z:0')];
  binding.addFunctionDef(Uint8Array.from([...bytes(1, signature), ...bytes(3, node), ...bytes(4, result)]));
  const input = binding.createTensor([2], binding.TF_FLOAT, Float32Array.of(1, 2));
  const [output] = binding.executeOp('Twice', [], [input], 1);
  expect(Array.from(binding.tensorDataSync(output!.id))).toEqual([2, 4]);
  binding.deleteTensor(input);
  binding.deleteTensor(output!.id);
  binding.removeFunction('Twice');
  expect(() => binding.executeOp('Twice', [], [], 1)).toThrow(/Twice/);
});
