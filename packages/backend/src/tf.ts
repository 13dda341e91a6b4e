import { createRequire } from 'node:module';

type TensorFlow = typeof import('@tensorflow/tfjs');

const require = createRequire(import.meta.url);
let loaded: TensorFlow | undefined;

function load(): TensorFlow {
  if (loaded === undefined) {
    const module = require('@tensorflow/tfjs') as TensorFlow;
    // Silences tfjs's greeting and warnings; errors still throw.
    module.env().set('PROD', true);
    loaded = module;
  }
  return loaded;
}

/**
 * TensorFlow.js, required on first use: worker threads import our packages and must not pay for it.
 * Operations run on the device that {@link loadBackend} chose; call that first.
 */
export const tf: TensorFlow = new Proxy({} as TensorFlow, {
  get: (_target, key) => Reflect.get(load(), key),
  has: (_target, key) => Reflect.has(load(), key),
});
