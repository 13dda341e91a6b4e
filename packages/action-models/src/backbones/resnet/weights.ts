import type { LoadableTensor } from '@mma/nn';

/**
 * torchvision's names of a ResNet's weights → ours (MMAction2's): `layer1.0.bn2.weight` → `layer1.0.conv2.bn.weight`,
 * `downsample.0` → `downsample.conv`, `downsample.1` → `downsample.bn`. The classifier (`fc`) is left out.
 */
export function fromTorchvision(state: ReadonlyMap<string, LoadableTensor>): Map<string, LoadableTensor> {
  const renamed = new Map<string, LoadableTensor>();
  for (const [name, tensor] of state) {
    if (name.startsWith('fc.')) continue;
    renamed.set(
      name
        .replace(/(^|\.)conv(\d)\./, '$1conv$2.conv.')
        .replace(/(^|\.)bn(\d)\./, '$1conv$2.bn.')
        .replace('downsample.0.', 'downsample.conv.')
        .replace('downsample.1.', 'downsample.bn.'),
      tensor,
    );
  }
  return renamed;
}
