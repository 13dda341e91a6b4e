const torchvision = 'https://download.pytorch.org/models';
const openMmlab = 'https://download.openmmlab.com/pretrain/third_party';

/** File names of torchvision's weights of residual networks: the first recipe's, and the newer and better recipe's. */
const torchvisionFiles: Readonly<Record<string, readonly [v1: string, v2?: string]>> = {
  resnet18: ['resnet18-f37072fd'],
  resnet34: ['resnet34-b627a593'],
  resnet50: ['resnet50-0676ba61', 'resnet50-11ad3fa6'],
  resnet101: ['resnet101-63fe2227', 'resnet101-cd907fc2'],
  resnet152: ['resnet152-394f9c45', 'resnet152-f82ba261'],
  resnext50_32x4d: ['resnext50_32x4d-7cdf4587', 'resnext50_32x4d-1a0047aa'],
  resnext101_32x8d: ['resnext101_32x8d-8ba56ff5', 'resnext101_32x8d-110c445d'],
  resnext101_64x4d: ['resnext101_64x4d-173b62eb'],
  wide_resnet50_2: ['wide_resnet50_2-95faca4d', 'wide_resnet50_2-9ba9bcbe'],
  wide_resnet101_2: ['wide_resnet101_2-32ee1156', 'wide_resnet101_2-d733dc28'],
};

/**
 * What follows `torchvision://`, and the address it stands for. As in MMEngine a bare name is the first recipe
 * (`IMAGENET1K_V1`), on which the published results rest; `resnet50.imagenet1k_v2` and `resnet50.default` are the others.
 */
export const torchvisionModels: ReadonlyMap<string, string> = new Map(
  Object.entries(torchvisionFiles).flatMap(([name, [v1, v2]]): [string, string][] => {
    const [first, second] = [v1, v2 ?? v1].map((file) => `${torchvision}/${file}.pth`) as [string, string];
    const both: [string, string][] = [
      [name, first],
      [`${name}.default`, second],
      [`${name}.imagenet1k_v1`, first],
    ];
    return v2 === undefined ? both : [...both, [`${name}.imagenet1k_v2`, second]];
  }),
);

/** What follows `open-mmlab://`: the weights of others that OpenMMLab keeps, as far as they can serve action recognition. */
export const openMmlabModels: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'detectron/resnet50_caffe': 'resnet50_caffe-788b5fa3',
    'detectron2/resnet50_caffe': 'resnet50_msra-5891d200',
    'detectron/resnet101_caffe': 'resnet101_caffe-3ad79236',
    'detectron2/resnet101_caffe': 'resnet101_msra-6cc46731',
    'detectron2/resnext101_32x8d': 'resnext101_32x8d-1516f1aa',
    resnext50_32x4d: 'resnext50-32x4d-0ab1a123',
    resnext101_32x4d: 'resnext101_32x4d-a5af3160',
    resnext101_64x4d: 'resnext101_64x4d-ee2c6f71',
    bninception_caffe: 'bn_inception_caffe-ed2e8665',
    'kin400/i3d_r50_f32s2_k400': 'i3d_r50_f32s2_k400-2c57e077',
    'kin400/nl3d_r50_f32s2_k400': 'nl3d_r50_f32s2_k400-fa7e7caa',
    resnet18_v1c: 'resnet18_v1c-b5776b93',
    resnet50_v1c: 'resnet50_v1c-2cccc1ad',
    resnet101_v1c: 'resnet101_v1c-e67eebb6',
    resnest50: 'resnest50_d2-7497a55b',
    resnest101: 'resnest101_d2-f3b931b2',
    resnest200: 'resnest200_d2-ca88e41f',
    'contrib/mobilenet_v3_large': 'mobilenet_v3_large-bc2c3fd3',
    'contrib/mobilenet_v3_small': 'mobilenet_v3_small-47085aa1',
  })
    .map(([name, file]): [string, string] => [name, `${openMmlab}/${file}.pth`])
    .concat([
      // Names that MMEngine keeps for old configs.
      ['resnet50_caffe', `${openMmlab}/resnet50_caffe-788b5fa3.pth`],
      ['resnet101_caffe', `${openMmlab}/resnet101_caffe-3ad79236.pth`],
    ]),
);
