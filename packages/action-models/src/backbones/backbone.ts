import type { Tensor } from '@mma/backend';
import type { Pretrained } from '@mma/engine';
import { type LoadableTensor, type LoadReport, Module } from '@mma/nn';
import { ModelError } from '../errors.js';

/** A network that turns pictures `[B, H, W, C]` (or clips) into features. */
export abstract class Backbone extends Module implements Pretrained {
  /** Where its first weights are to come from (a file, an address, a name), or null for random ones. */
  readonly pretrained: string | null;
  /** The part of that file to take, where it is of a larger model. */
  readonly pretrainedPrefix: string | undefined;
  #loaded = false;

  constructor(pretrained: string | null, prefix?: string) {
    super();
    this.pretrained = pretrained;
    this.pretrainedPrefix = prefix;
  }

  /** Features of one stage, or of several where the options ask for several. */
  abstract forward(x: Tensor): Tensor | Tensor[];

  /**
   * Takes the weights that `pretrained` names. What does not fit (a stem for another number of channels) keeps being drawn by
   * `initWeights`; the report says so.
   */
  loadPretrained(state: ReadonlyMap<string, LoadableTensor>): LoadReport {
    const report = this.loadStateDict(this.fromPretrained(state), { strict: false });
    this.#loaded = true;
    return report;
  }

  /** By its options, as MMAction2's backbones: an `init_cfg` around it does not reach in. */
  override get initializesItself(): boolean {
    return true;
  }

  /** Renames a pretrained state dict to this backbone's names; override where they differ. */
  protected fromPretrained(state: ReadonlyMap<string, LoadableTensor>): ReadonlyMap<string, LoadableTensor> {
    return state;
  }

  /** Training that silently starts from random weights instead of the ones asked for would waste days. */
  protected override beforeInit(): void {
    if (this.pretrained === null || this.#loaded) return;
    if (this.parameters().every((parameter) => parameter.hasValue)) return;
    throw new ModelError(
      'MMA_MODEL_PRETRAINED',
      `the backbone is to start from the weights '${this.pretrained}', which have not been loaded`,
      'download the file and name its path in model.backbone.pretrained, ' +
        'or start from random weights: --cfg-options model.backbone.pretrained=None',
    );
  }
}
