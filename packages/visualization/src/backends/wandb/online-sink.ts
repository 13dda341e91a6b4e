import { VisualizationError } from '../../errors.js';
import { requestJson } from '../http.js';
import type { HistoryRow, WandbRun, WandbSink } from './wandb-run.js';

const KEY_HINT =
  "set WANDB_API_KEY to a key of your account (https://wandb.ai/authorize), or write `init_kwargs: { mode: 'offline' }` to keep the run in a file";

const UPSERT = `mutation UpsertBucket($name: String!, $project: String, $entity: String, $displayName: String, $groupName: String,
  $jobType: String, $notes: String, $tags: [String!], $config: JSONString) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, displayName: $displayName, groupName: $groupName,
    jobType: $jobType, notes: $notes, tags: $tags, config: $config}) {
    bucket { name project { name entity { name } } }
  }
}`;

interface Upserted {
  data?: { upsertBucket?: { bucket: { name: string; project: { name: string; entity: { name: string } } } } };
  errors?: { message: string }[];
}

/** A run on W&B's service: GraphQL makes it, the file stream takes its history line by line. */
export class OnlineSink implements WandbSink {
  readonly #headers: Readonly<Record<string, string>>;
  #run: WandbRun | undefined;
  #stream = '';
  #lines = 0;
  #summary: Record<string, number | null> = {};

  /** @throws VisualizationError `MMA_VISUALIZATION_WANDB` without an API key */
  constructor(
    private readonly baseUrl: string,
    apiKey: string | undefined,
  ) {
    if (!apiKey) {
      throw new VisualizationError('MMA_VISUALIZATION_WANDB', 'WandbVisBackend: there is no API key', {
        hint: KEY_HINT,
      });
    }
    this.#headers = { authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString('base64')}` };
  }

  async begin(run: WandbRun): Promise<void> {
    this.#run = run;
    const { name, project } = await this.#upsert({});
    this.#stream = ['files', project.entity.name, project.name, name, 'file_stream'].map(encodeURIComponent).join('/');
  }

  async config(config: Readonly<Record<string, unknown>>): Promise<void> {
    const entries = Object.entries(config).map(([key, value]) => [key, { desc: null, value }]);
    await this.#upsert({ config: JSON.stringify(Object.fromEntries(entries)) });
  }

  async history(rows: readonly HistoryRow[]): Promise<void> {
    Object.assign(this.#summary, ...rows);
    await this.#post(this.#stream, {
      files: {
        'wandb-history.jsonl': { offset: this.#lines, content: rows.map((row) => JSON.stringify(row)) },
        'wandb-summary.json': { offset: 0, content: [JSON.stringify(this.#summary)] },
      },
    });
    this.#lines += rows.length;
  }

  async end(): Promise<void> {
    await this.#post(this.#stream, { complete: true, exitcode: 0 });
  }

  async #upsert(more: Readonly<Record<string, unknown>>) {
    const { id, entity, project, name, group, jobType, notes, tags } = this.#run!;
    const variables = { name: id, entity, project, displayName: name, groupName: group, jobType, notes, tags, ...more };
    const { data, errors } = ((await this.#post('graphql', { query: UPSERT, variables })) ?? {}) as Upserted;
    const bucket = data?.upsertBucket?.bucket;
    if (bucket !== undefined) return bucket;
    const reason = errors?.map(({ message }) => message).join('; ') ?? 'it does not answer as W&B does';
    throw new VisualizationError('MMA_VISUALIZATION_WANDB', `${this.baseUrl} does not make the run: ${reason}`, {
      hint: 'check `project` and `entity` in `init_kwargs`, and WANDB_BASE_URL where it is set',
    });
  }

  #post(path: string, body: unknown): Promise<unknown> {
    return requestJson(`${this.baseUrl.replace(/\/$/, '')}/${path}`, {
      body,
      headers: this.#headers,
      keyHint: KEY_HINT,
    });
  }
}
