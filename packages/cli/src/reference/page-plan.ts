import type { ComponentDescription } from '@mma/engine';

/** One reference page: its file, what it says first, and the kinds of components on it. */
export interface PagePlan {
  file: string;
  title: string;
  about: string;
  kinds: readonly string[];
}

/** The pages under `docs/reference/`. A kind that no page names is on the last one. */
export const PAGES: readonly PagePlan[] = [
  {
    file: 'models.md',
    title: 'Models',
    about:
      "Written in a config's `model`, and in the parts of a model. Every one of them that has weights also takes `init_cfg`: how its layers begin (`Constant`, `Xavier`, `Normal`, `TruncNormal`, `Uniform`, `Kaiming`, `Caffe2Xavier`, each with `layer` and `override`), or `Pretrained`.",
    kinds: [
      'model',
      'recognizer',
      'backbone',
      'neck',
      'head',
      'loss',
      'consensus',
      'data preprocessor',
      'localizer',
      'detector',
    ],
  },
  {
    file: 'datasets.md',
    title: 'Datasets and samplers',
    about: 'Written in `train_dataloader`, `val_dataloader` and `test_dataloader`, as `dataset` and `sampler`.',
    kinds: ['dataset', 'sampler', 'collate function'],
  },
  {
    file: 'transforms.md',
    title: 'Transforms',
    about: "Written in a dataset's `pipeline`, in the order in which they are to act.",
    kinds: ['transform'],
  },
  {
    file: 'metrics.md',
    title: 'Metrics',
    about: "Written in a config's `val_evaluator` and `test_evaluator`: one, or a list.",
    kinds: ['metric', 'evaluator'],
  },
  {
    file: 'loops.md',
    title: 'Loops',
    about: "Written in a config's `train_cfg`, `val_cfg` and `test_cfg`.",
    kinds: ['loop'],
  },
  {
    file: 'hooks.md',
    title: 'Hooks',
    about:
      "Written in a config's `default_hooks` (by key) and `custom_hooks` (a list). Every hook also takes `priority`: a number from 0, which acts first, to 100, or one of `HIGHEST`, `VERY_HIGH`, `HIGH`, `ABOVE_NORMAL`, `NORMAL`, `BELOW_NORMAL`, `LOW`, `VERY_LOW`, `LOWEST`.",
    kinds: ['hook', 'averaged model'],
  },
  {
    file: 'optimizers.md',
    title: 'Optimizers',
    about: "Written in a config's `optim_wrapper`, and as its `optimizer` and `constructor`.",
    kinds: ['optimizer', 'optimizer wrapper', 'optimizer wrapper constructor'],
  },
  {
    file: 'schedulers.md',
    title: 'Parameter schedulers',
    about: "Written in a config's `param_scheduler`: one, or a list whose parts follow each other or act together.",
    kinds: ['parameter scheduler'],
  },
  {
    file: 'visualization.md',
    title: 'Logging and visualization',
    about: "Written in a config's `log_processor`, `visualizer` and `vis_backends`.",
    kinds: ['log processor', 'visualizer', 'visualization backend'],
  },
  {
    file: 'others.md',
    title: 'Other components',
    about: 'Kinds of components that have no page of their own.',
    kinds: [],
  },
];

/** What is registered, page by page; pages without components are left out. */
export function planPages(
  components: readonly ComponentDescription[],
): { plan: PagePlan; components: readonly ComponentDescription[] }[] {
  const known = new Set(PAGES.flatMap(({ kinds }) => kinds));
  return PAGES.map((plan) => ({
    plan,
    components:
      plan.kinds.length === 0
        ? components.filter(({ kind }) => !known.has(kind))
        : plan.kinds.flatMap((kind) => components.filter((component) => component.kind === kind)),
  })).filter((page) => page.components.length > 0);
}
