/** What `mma data download NAME` fetches. */
export interface PublicDataset {
  readonly description: string;
  readonly files: readonly {
    readonly url: string;
    /** The file below the dataset's folder, or the folder that an archive is unpacked to. */
    readonly to: string;
    readonly unpack?: 'zip' | 'zip-flat';
  }[];
  /** What is left to do afterwards. */
  readonly next: string;
}

const OPENMMLAB = 'https://download.openmmlab.com/mmaction';
const DIVING48 = 'http://www.svcl.ucsd.edu/projects/resound';

function kineticsAnnotations(name: string): PublicDataset {
  return {
    description: `the annotations of ${name}`,
    files: ['train', 'val', 'test'].map((split) => ({
      url: `${OPENMMLAB}/dataset/${name}/annotations/kinetics_${split}.csv`,
      to: `annotations/kinetics_${split}.csv`,
    })),
    next: 'The videos have to be had elsewhere: tools/data/kinetics/README.md says how.',
  };
}

/** Datasets, or the parts of them, that can be had without asking anybody. */
export const publicDatasets: Readonly<Record<string, PublicDataset>> = {
  kinetics400_tiny: {
    description: '40 clips of two actions of Kinetics-400, with lists: the one of the getting-started guide',
    files: [{ url: `${OPENMMLAB}/kinetics400_tiny.zip`, to: '.', unpack: 'zip' }],
    next: 'Train on it with `mma train tsn_imagenet-pretrained-r50_8xb32-1x1x3-10e_kinetics400-tiny-rgb`.',
  },
  kinetics400: kineticsAnnotations('kinetics400'),
  kinetics600: kineticsAnnotations('kinetics600'),
  kinetics700: kineticsAnnotations('kinetics700'),
  ucf101: {
    description: 'the annotations of UCF101',
    files: [
      {
        url: 'https://www.crcv.ucf.edu/wp-content/uploads/2019/03/UCF101TrainTestSplits-RecognitionTask.zip',
        to: 'annotations',
        unpack: 'zip-flat',
      },
    ],
    next: 'The videos come as a RAR archive: tools/data/ucf101/README.md says how to go on.',
  },
  diving48: {
    description: 'the annotations of Diving48 V2',
    files: ['Diving48_vocab.json', 'Diving48_V2_train.json', 'Diving48_V2_test.json'].map((file) => ({
      url: `${DIVING48}/${file}`,
      to: `annotations/${file}`,
    })),
    next: 'The videos come as a TAR archive: tools/data/diving48/README.md says how to go on.',
  },
};
