import { join } from 'node:path';
import type { DeviceInfo } from '@mma/backend';
import { writeAtomically } from '../checkpoint/write-atomically.js';
import type { RunEvent } from '../events/run-event.js';
import type { RunInfo } from '../hooks/hook-context.js';
import { environmentText } from '../logging/environment.js';
import { Logger, type LogRecord } from '../logging/logger.js';
import { MessageHub } from '../logging/message-hub.js';
import { ScalarWriter } from '../logging/scalar-writer.js';
import type { RunFolders } from './run-folders.js';
import type { RunnerParts } from './runner-parts.js';

/** One run's log and memory. */
export interface Session {
  readonly run: RunInfo;
  readonly logger: Logger;
  readonly messageHub: MessageHub;
  readonly scalars: ScalarWriter;
}

/** Opens a run's log in its folder. */
export function openSession(
  parts: RunnerParts,
  { folders, seed, emit }: { folders: RunFolders; seed: number; emit: (event: RunEvent) => void },
): Session {
  const { config } = parts;
  const { timestamp, logDir } = folders;
  const experimentName = config === undefined ? timestamp : `${config.name}_${timestamp}`;
  const logger = new Logger({
    ...(parts.logLevel === undefined ? {} : { level: parts.logLevel }),
    file: join(logDir, `${timestamp}.log`),
    sinks: [(record) => emit(logEvent(record)), ...(parts.console === false ? [] : [printRecord])],
  });
  return {
    run: { ...folders, experimentName, seed, configText: config?.text ?? '' },
    logger,
    messageHub: new MessageHub(),
    scalars: new ScalarWriter(parts.visBackends ?? []),
  };
}

/** Writes the head of the log, what the run stands on and its config, and keeps the config beside the results. */
export async function writeHead(
  { run, logger, scalars }: Session,
  parts: RunnerParts,
  device: DeviceInfo,
): Promise<void> {
  logger.info(environmentText(device, { ...parts.runtime, seed: run.seed }));
  scalars.open({ dir: join(run.logDir, 'vis_data'), timestamp: run.timestamp });
  if (parts.config === undefined) return;
  logger.info(`Config:\n${parts.config.text}`);
  await writeAtomically(join(run.workDir, `${parts.config.name}.py`), parts.config.text);
  scalars.writeConfig(parts.config.text);
}

function printRecord({ line }: LogRecord): void {
  process.stdout.write(`${line}\n`);
}

function logEvent({ level, message, line }: LogRecord): RunEvent {
  return { type: 'log', level: level.toLowerCase() as Lowercase<typeof level>, message, line };
}
