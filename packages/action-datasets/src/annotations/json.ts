import { closestName } from '@mma/config';
import type { Results } from '@mma/engine';
import { DataError } from '../errors.js';
import type { Annotation, AnnotationFile, AnnotationFormat } from './annotation.js';
import { readLabels } from './labels.js';

const NAMES = {
  videos: ['filename', 'video', 'video_path', 'path'],
  rawframes: ['frame_dir', 'img', 'path'],
} as const;

/**
 * Reads OpenMMLab's annotations in JSON, `{"metainfo": {…}, "data_list": [{"filename": "a.mp4", "label": 0}, …]}`, or the list
 * alone. What an entry says beside file and label is handed to the pipeline; a label that is a mapping (HVU) too.
 *
 * @param path name of the file, for errors and places.
 * @throws DataError `MMA_DATA_ANNOTATION_JSON`, `MMA_DATA_LABEL_NAME`
 */
export function parseJsonAnnotations(text: string, path: string, format: AnnotationFormat): AnnotationFile {
  const written = parse(text, path);
  const list = Array.isArray(written) ? written : isMapping(written) ? written['data_list'] : undefined;
  if (!Array.isArray(list)) {
    throw wrong(`${path}: expected a list of samples, or a mapping with \`metainfo\` and \`data_list\``);
  }
  const metainfo = isMapping(written) && isMapping(written['metainfo']) ? written['metainfo'] : {};
  const classes = format.classes ?? (metainfo['classes'] as string[] | undefined);
  const annotations = list.map((entry: unknown, i) =>
    annotationOf(entry, `${path}: data_list[${i}]`, { ...format, classes }),
  );
  return { annotations, metainfo };
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw wrong(`${path} is no JSON: ${(cause as Error).message}`);
  }
}

function annotationOf(entry: unknown, place: string, format: AnnotationFormat): Annotation {
  if (!isMapping(entry)) throw wrong(`${place}: expected a mapping, found ${JSON.stringify(entry)}`);
  const keys = NAMES[format.samples];
  const key = keys.find((name) => typeof entry[name] === 'string');
  if (key === undefined) throw nameless(entry, place, keys);
  const { [key]: name, label, labels, total_frames, offset, ...more } = entry;
  const written = label ?? labels;
  const extra: Results = isMapping(written) ? { ...more, label: written } : more;
  return {
    name: name as string,
    labels: isMapping(written) ? [] : readLabels(written, place, format.classes),
    place,
    ...(format.samples === 'videos' && total_frames === undefined
      ? {}
      : { totalFrames: wholeNumber(total_frames, `${place}.total_frames`) }),
    ...(offset === undefined ? {} : { offset: wholeNumber(offset, `${place}.offset`) }),
    ...(Object.keys(extra).length === 0 ? {} : { more: extra }),
  };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wholeNumber(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw wrong(`${place}: expected a number of frames, found ${JSON.stringify(value) ?? 'nothing'}`);
}

function nameless(entry: Record<string, unknown>, place: string, keys: readonly string[]): DataError {
  const close = Object.keys(entry).find((written) => closestName(written, keys) !== undefined);
  return wrong(`${place}: expected \`${keys[0]}\`, found ${Object.keys(entry).join(', ') || 'nothing'}`, close);
}

function wrong(message: string, close?: string): DataError {
  return new DataError('MMA_DATA_ANNOTATION_JSON', message, {
    hint:
      close === undefined
        ? 'a file is like: {"metainfo": {}, "data_list": [{"filename": "some/path/000.mp4", "label": 1}]}'
        : `is \`${close}\` a slip of the pen?`,
  });
}
