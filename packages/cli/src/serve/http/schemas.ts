/** The shapes of requests and answers: they check, they write JSON, and they are the OpenAPI description. */

const classScores = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      label: { type: 'string' },
      index: { type: 'integer' },
      score: { type: 'number' },
    },
    required: ['label', 'index', 'score'],
  },
} as const;

const seconds = (description: string) => ({ type: 'number', description: `${description}, in seconds` }) as const;

export const failure = (description: string) =>
  ({
    description,
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: { code: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
        required: ['code', 'message'],
      },
    },
    required: ['error'],
  }) as const;

const video = {
  type: 'object',
  properties: {
    width: { type: 'integer' },
    height: { type: 'integer' },
    fps: { type: 'number' },
    numFrames: { type: 'integer' },
    duration: seconds('length'),
    codec: { type: 'string' },
  },
} as const;

const time = {
  type: 'object',
  properties: { decode: seconds('time of decoding'), model: seconds('time of the model') },
} as const;

const span = { start: seconds('beginning'), end: seconds('end') } as const;

const analysis = {
  description: 'What is seen in the video, and when',
  type: 'object',
  properties: {
    video,
    predictions: classScores,
    timeline: {
      type: 'array',
      items: { type: 'object', properties: { ...span, predictions: classScores } },
    },
    time,
  },
} as const;

const localization = {
  description: 'Where the class is seen, and when',
  type: 'object',
  properties: {
    video,
    class: { type: 'object', properties: { label: { type: 'string' }, index: { type: 'integer' } } },
    grid: {
      description: 'cells over the whole picture',
      type: 'object',
      properties: { columns: { type: 'integer' }, rows: { type: 'integer' } },
    },
    timeline: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          ...span,
          heat: {
            description: 'rows of cells, 0 to 1 over the whole video; null where the model does not look',
            type: 'array',
            items: { type: ['number', 'null'] },
          },
        },
      },
    },
    time,
  },
} as const;

/** What both routes for videos answer where they do not answer 200. */
const failures = {
  400: failure('The request is not as described'),
  403: failure('The request comes from another web site'),
  408: failure('The request did not arrive in time'),
  413: failure('The upload is too large'),
  415: failure('The body is not a form'),
  422: failure('The file is no video, is damaged, or is longer or larger than the server takes'),
  500: failure('A fault of the server'),
  503: failure('The server is full; the header Retry-After says when to come back'),
} as const;

export const predictSchema = {
  summary: 'Recognize the actions in a video',
  consumes: ['multipart/form-data'],
  querystring: {
    type: 'object',
    properties: { top_k: { type: 'integer', minimum: 1, maximum: 10000, default: 5, description: 'classes to name' } },
    additionalProperties: false,
  },
  response: { 200: analysis, ...failures },
} as const;

/** @param classes how many there are */
export const camSchema = (classes: number) =>
  ({
    summary: 'Show where in the pictures a class is seen (Grad-CAM)',
    consumes: ['multipart/form-data'],
    querystring: {
      type: 'object',
      properties: { class: { type: 'integer', minimum: 0, maximum: classes - 1, description: 'index of the class' } },
      required: ['class'],
      additionalProperties: false,
    },
    response: { 200: localization, ...failures },
  }) as const;

/** The form of the upload, which is parsed as it arrives and therefore described alone. */
export const uploadBody = {
  required: true,
  content: {
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { video: { type: 'string', format: 'binary', description: 'the video file' } },
        required: ['video'],
      },
    },
  },
} as const;

export const healthSchema = {
  summary: 'Whether the server is there, and what it serves',
  response: {
    200: {
      description: 'It is',
      type: 'object',
      properties: {
        status: { type: 'string' },
        config: { type: 'string' },
        device: { type: 'string' },
        classes: { type: 'integer', description: 'how many the model tells apart' },
        cam: { type: 'boolean', description: 'whether there is /api/cam' },
        inside: { type: 'integer', description: 'requests that are being worked on or wait' },
        capacity: { type: 'integer', description: 'how many of them there may be' },
        maxUpload: { type: 'integer', description: 'bytes of the largest upload' },
      },
    },
  },
} as const;
