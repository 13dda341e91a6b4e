import type { CommandSpec } from './command.js';
import { benchmarkSpec } from './specs/benchmark.js';
import { browseDatasetSpec } from './specs/browse-dataset.js';
import { checkpointAverageSpec } from './specs/checkpoint-average.js';
import { checkpointConvertSpec } from './specs/checkpoint-convert.js';
import { checkpointDiffSpec } from './specs/checkpoint-diff.js';
import { checkpointInspectSpec } from './specs/checkpoint-inspect.js';
import { checkpointPublishSpec } from './specs/checkpoint-publish.js';
import { configConvertSpec } from './specs/config-convert.js';
import { configDiffSpec } from './specs/config-diff.js';
import { configPrintSpec } from './specs/config-print.js';
import { configSchemaSpec } from './specs/config-schema.js';
import { configValidateSpec } from './specs/config-validate.js';
import { confusionMatrixSpec } from './specs/confusion-matrix.js';
import { dashboardSpec } from './specs/dashboard.js';
import { dataCheckSpec } from './specs/data/check.js';
import { dataDownloadSpec } from './specs/data/download.js';
import { dataFramesSpec } from './specs/data/frames.js';
import { dataListSpec } from './specs/data/list.js';
import { dataMakeSpec } from './specs/data/make.js';
import { dataResizeSpec } from './specs/data/resize.js';
import { dataStatsSpec } from './specs/data/stats.js';
import { doctorSpec } from './specs/doctor.js';
import { evalSpec } from './specs/eval.js';
import { flopsSpec } from './specs/flops.js';
import { inferSpec } from './specs/infer.js';
import { logsCompareSpec, logsPlotSpec, logsSummarySpec } from './specs/logs.js';
import { modelPrintSpec } from './specs/model-print.js';
import { quickstartSpec } from './specs/quickstart.js';
import { registryListSpec } from './specs/registry-list.js';
import { reportSpec } from './specs/report.js';
import { serveSpec } from './specs/serve.js';
import { testSpec } from './specs/test.js';
import { trainSpec } from './specs/train.js';
import { visCamSpec } from './specs/vis-cam.js';
import { visSchedulerSpec } from './specs/vis-scheduler.js';

/** Every command of `mma`, in the order in which the help shows them. */
export const commands: readonly CommandSpec[] = [
  quickstartSpec,
  trainSpec,
  testSpec,
  evalSpec,
  inferSpec,
  browseDatasetSpec,
  confusionMatrixSpec,
  reportSpec,
  visSchedulerSpec,
  visCamSpec,
  serveSpec,
  dashboardSpec,
  configPrintSpec,
  configDiffSpec,
  configValidateSpec,
  configConvertSpec,
  configSchemaSpec,
  logsPlotSpec,
  logsSummarySpec,
  logsCompareSpec,
  registryListSpec,
  flopsSpec,
  modelPrintSpec,
  checkpointInspectSpec,
  checkpointConvertSpec,
  checkpointPublishSpec,
  checkpointDiffSpec,
  checkpointAverageSpec,
  dataMakeSpec,
  dataDownloadSpec,
  dataListSpec,
  dataCheckSpec,
  dataStatsSpec,
  dataFramesSpec,
  dataResizeSpec,
  benchmarkSpec,
  doctorSpec,
];
