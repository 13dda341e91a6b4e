const BAR_WIDTH = 24;
const LINE_EVERY = 0.1;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** How far transfers are: bytes that have come, of how many. */
export type OnProgress = (bytes: number, total: number) => void;

/** Shows how far a transfer is and how long it will still take: a bar on a terminal, else one line every tenth. */
export class Progress {
  private shown = -1;
  private first: { bytes: number; at: number } | undefined;

  constructor(
    private readonly label: string,
    private readonly onMessage: (line: string) => void,
  ) {}

  update(bytes: number, total: number): void {
    this.first ??= { bytes, at: performance.now() };
    const share = total > 0 ? Math.min(bytes / total, 1) : 0;
    const step = process.stderr.isTTY ? 0.01 : LINE_EVERY;
    const mark = Math.floor(share / step);
    if (mark <= this.shown) return;
    this.shown = mark;
    const size = `${megabytes(bytes)}/${megabytes(total)} MB${this.remaining(bytes, total)}`;
    if (process.stderr.isTTY) {
      const filled = Math.round(share * BAR_WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      process.stderr.write(`\r${this.label} ${bar} ${size}\u001b[K${share === 1 ? '\n' : ''}`);
    } else {
      this.onMessage(`${this.label}: ${size}`);
    }
  }

  /** What came before the first report was there already and tells nothing about speed. */
  private remaining(bytes: number, total: number): string {
    const { bytes: before, at } = this.first!;
    if (bytes <= before || bytes >= total) return '';
    const seconds = (((performance.now() - at) / 1000) * (total - bytes)) / (bytes - before);
    if (seconds < 1) return '';
    return seconds < 90 ? `, ${Math.ceil(seconds)} s left` : `, ${Math.ceil(seconds / 60)} min left`;
  }
}
