const BAR_WIDTH = 24;
const LINE_EVERY = 0.25;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);

/** Shows how far a transfer of `total` bytes is: a bar on a terminal, else one line every quarter. */
export class Progress {
  private shown = -1;

  constructor(
    private readonly label: string,
    private readonly total: number,
    private readonly onMessage: (line: string) => void,
  ) {}

  update(bytes: number): void {
    const share = this.total > 0 ? Math.min(bytes / this.total, 1) : 0;
    const step = process.stderr.isTTY ? 0.01 : LINE_EVERY;
    const mark = Math.floor(share / step);
    if (mark <= this.shown) return;
    this.shown = mark;
    const size = `${megabytes(bytes)}/${megabytes(this.total)} MB`;
    if (process.stderr.isTTY) {
      const filled = Math.round(share * BAR_WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      process.stderr.write(`\r${this.label} ${bar} ${size}${share === 1 ? '\n' : ''}`);
    } else {
      this.onMessage(`${this.label}: ${size}`);
    }
  }
}
