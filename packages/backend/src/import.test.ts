import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const entry = createRequire(import.meta.url).resolve('@mma/backend');

function node(script: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

test('importing the package loads no TensorFlow.js', () => {
  const script = `await import(${JSON.stringify(entry)}); const { Module } = await import('node:module');
    console.log(Object.keys(Module._cache).length)`;
  expect(node(script)).toMatchObject({ status: 0, stdout: '0\n', stderr: '' });
});

test('loading the backend and computing writes nothing but what was asked for, warnings included', () => {
  const script = `const { loadBackend, tf } = await import(${JSON.stringify(entry)});
    await loadBackend({ install: true });
    const sum = tf.concat([tf.tensor1d([1]), tf.tensor1d([2])]).sum();
    console.log(sum.dataSync()[0])`;
  expect(node(script)).toMatchObject({ status: 0, stdout: '3\n', stderr: '' });
});
