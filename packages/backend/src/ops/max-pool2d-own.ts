import type { GradConfig, KernelConfig, NamedTensorInfoMap, Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs';
import { nativeBackend } from '../active-backend.js';
import type { Binding, NativeBackend, OpAttribute } from '../binding.js';
import { tf } from '../tf.js';
import { floatType, ints, shape as shapeAttribute } from './attributes.js';

/** Height and width each; `size` is the picture's. */
type Attributes = { kernel: number[]; stride: number[]; padding: number[]; size: number[] };

const KERNEL = 'MmaMaxPool';
/** Which of a window's numbers won fits into a byte. */
const MOST = 256;

export const isForOwnMaxPool = ([height, width]: readonly [number, number]): boolean => height * width <= MOST;

function opAttributes(binding: Binding, attributes: Omit<Attributes, 'size'>): OpAttribute[] {
  const { kernel, stride, padding } = attributes;
  const lists = Object.entries({ kernel, stride, padding });
  return [floatType(binding), ...lists.map(([name, values]) => ints(binding, name, values))];
}

/** The op itself cannot tell TensorFlow what shape it gives. */
function ensureShape(native: NativeBackend, x: TensorInfo, shape: readonly number[]): Tensor {
  const attributes = [floatType(native.binding), shapeAttribute(native.binding, 'shape', shape)];
  return native.executeSingleOutput('EnsureShape', attributes, [x]);
}

const outputSize = ({ kernel, stride, padding, size }: Attributes) =>
  [0, 1].map((axis) => Math.floor((size[axis]! + 2 * padding[axis]! - kernel[axis]!) / stride[axis]!) + 1);

/** Outputs y, and for its gradient which number of each window won. */
export const ownMaxPoolKernel: KernelConfig = {
  kernelName: KERNEL,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const x = (inputs as NamedTensorInfoMap)['x']!;
    const native = backend as unknown as NativeBackend;
    const attributes = attrs as unknown as Attributes;
    const outputs = native.executeMultipleOutputs(KERNEL, opAttributes(native.binding, attributes), [x], 2);
    const [y, winners] = outputs as [Tensor, Tensor];
    const [pictures, , , channels] = x.shape as Tensor4D['shape'];
    const ensured = ensureShape(native, y, [pictures, ...outputSize(attributes), channels]);
    y.dispose();
    return [ensured, winners];
  },
};

export const ownMaxPoolGradient: GradConfig = {
  kernelName: KERNEL,
  outputsToSave: [false, true],
  gradFunc: (dys, [winners], attrs) => {
    const native = nativeBackend();
    const attributes = attrs as unknown as Attributes;
    const [dy] = dys as Tensor[];
    const [pictures, , , channels] = dy!.shape as Tensor4D['shape'];
    return {
      x: () => {
        const given = [...opAttributes(native.binding, attributes), ints(native.binding, 'size', attributes.size)];
        const dx = native.executeSingleOutput(`${KERNEL}Grad`, given, [dy!, winners!]);
        return ensureShape(native, dx, [pictures, ...attributes.size, channels]);
      },
    };
  },
};

/** `maxPool2d` in kernels of our own: on the CPU. */
export function ownMaxPool(x: Tensor4D, window: Omit<Attributes, 'size'>): Tensor4D {
  const attributes: Attributes = { ...window, size: x.shape.slice(1, 3) };
  const [y, winners] = tf.engine().runKernel(KERNEL, { x }, attributes) as unknown as [Tensor4D, Tensor];
  winners.dispose();
  return y;
}
