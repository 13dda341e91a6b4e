import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Stages } from '../video-work.js';
import type { Admission } from './admission.js';

/** Figures for Prometheus, of this server alone. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: 'mma_requests_total',
    help: 'Requests for predictions, by status',
    labelNames: ['status'],
    registers: [this.registry],
  });
  readonly #seconds = new Histogram({
    name: 'mma_video_seconds',
    help: 'Time of a video, by stage',
    labelNames: ['stage'],
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    registers: [this.registry],
  });

  constructor(admission: Admission) {
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'mma_requests_inside',
      help: 'Uploads that are being received, wait, or are worked on',
      registers: [this.registry],
      collect() {
        this.set(admission.inside);
      },
    });
    new Gauge({ name: 'mma_requests_capacity', help: 'How many of them there may be', registers: [this.registry] }).set(
      admission.capacity,
    );
  }

  answered(status: number): void {
    this.#requests.inc({ status: String(status) });
  }

  worked(time: Stages): void {
    this.#seconds.observe({ stage: 'decode' }, time.decode);
    this.#seconds.observe({ stage: 'model' }, time.model);
  }
}
