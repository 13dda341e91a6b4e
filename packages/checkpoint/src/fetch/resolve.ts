import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest, distance } from 'fastest-levenshtein';
import { CheckpointError } from '../errors.js';
import { openMmlabModels, torchvisionModels } from './zoo.js';

/** Where a checkpoint is: on this machine, or at an address that answers with it. */
export type CheckpointPlace = { readonly path: string } | { readonly url: string };

/**
 * What a name in `load_from`, `resume`, `pretrained` or `init_cfg` stands for. Looks at nothing but the name.
 *
 * | name | stands for |
 * |---|---|
 * | `work_dirs/a.pth`, `~/a.pth`, `file:///a.pth` | that file |
 * | `https://host/a.pth` | that address |
 * | `torchvision://resnet50` (`modelzoo://`) | torchvision's weights; also `resnet50.imagenet1k_v2`, `ResNet50_Weights.IMAGENET1K_V2` |
 * | `open-mmlab://resnet50_v1c` (`openmmlab://`) | weights that OpenMMLab keeps |
 * | `hf://org/repo/folder/file`, `hf://org/repo@revision/file` | a file of a model on the Hugging Face Hub, or at `HF_ENDPOINT` |
 *
 * @throws CheckpointError `MMA_CHECKPOINT_ADDRESS` for a name of none of these kinds, or none that is known.
 */
export function resolveCheckpoint(name: string): CheckpointPlace {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(name)?.[1]?.toLowerCase();
  if (scheme === undefined) return { path: resolve(name.replace(/^~(?=\/|\\|$)/, homedir())) };
  const resolver = schemes[scheme];
  if (resolver === undefined) {
    throw new CheckpointError('MMA_CHECKPOINT_ADDRESS', `${name}: no checkpoints are found by ${scheme}://`, {
      hint: `name a file, or an address of one of these kinds: ${Object.keys(schemes).join(', ')}`,
    });
  }
  return resolver(name.slice(scheme.length + 3), name);
}

const schemes: Readonly<Record<string, (rest: string, name: string) => CheckpointPlace>> = {
  http: (_, name) => ({ url: webAddress(name) }),
  https: (_, name) => ({ url: webAddress(name) }),
  torchvision: fromTorchvision,
  modelzoo: fromTorchvision,
  'open-mmlab': (rest, name) => fromTable(openMmlabModels, rest, name),
  openmmlab: (rest, name) => fromTable(openMmlabModels, rest, name),
  hf: fromHub,
  file: (_, name) => ({ path: localPath(name) }),
};

function fromTorchvision(rest: string, name: string): CheckpointPlace {
  return fromTable(torchvisionModels, rest.toLowerCase().replace(/_weights(?=\.|$)/, ''), name);
}

function fromTable(table: ReadonlyMap<string, string>, key: string, name: string): CheckpointPlace {
  const url = table.get(key);
  if (url !== undefined) return { url };
  const known = [...table.keys()];
  const nearest = closest(key, known);
  throw new CheckpointError('MMA_CHECKPOINT_ADDRESS', `${name}: no weights are known by that name`, {
    hint:
      distance(key, nearest) <= Math.max(2, key.length / 3)
        ? `did you mean ${name.slice(0, name.indexOf('://'))}://${nearest}?`
        : `known are ${known.join(', ')}`,
  });
}

function fromHub(rest: string, name: string): CheckpointPlace {
  const [, owner, repository, revision = 'main', file] = /^([^/@]+)\/([^/@]+)(?:@([^/]+))?\/(.+)$/.exec(rest) ?? [];
  if (owner === undefined || repository === undefined || file === undefined) {
    throw new CheckpointError('MMA_CHECKPOINT_ADDRESS', `${name} does not name a file of a repository`, {
      hint: 'write hf://owner/repository/file, such as hf://timm/resnet50.a1_in1k/model.safetensors',
    });
  }
  const endpoint = (process.env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, '');
  const path = [owner, repository, 'resolve', revision, ...file.split('/')].map(encodeURIComponent).join('/');
  return { url: webAddress(`${endpoint}/${path}`) };
}

function webAddress(text: string): string {
  try {
    return new URL(text).href;
  } catch (cause) {
    throw new CheckpointError('MMA_CHECKPOINT_ADDRESS', `${text} is not an address`, { cause });
  }
}

function localPath(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new CheckpointError('MMA_CHECKPOINT_ADDRESS', `${url}: ${(cause as Error).message}`, {
      cause,
      hint: `write the path itself, such as ${join('checkpoints', 'tsn.pth')}`,
    });
  }
}
