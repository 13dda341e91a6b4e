import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** A table on disk to which rows are added; a column that was not there before is added to all rows. */
export class CsvTable {
  #columns: string[] = [];

  /** @param file goes on where it exists */
  constructor(private readonly file: string) {
    if (existsSync(file)) this.#columns = cellsOf(readFileSync(file, 'utf8').split('\n', 1)[0]!);
  }

  add(row: Readonly<Record<string, number>>): void {
    const added = Object.keys(row).filter((name) => !this.#columns.includes(name));
    if (added.length > 0) this.#widen(added);
    const cells = this.#columns.map((name) => (row[name] === undefined ? '' : String(row[name])));
    appendFileSync(this.file, `${cells.join(',')}\n`);
  }

  #widen(added: readonly string[]): void {
    const lines = existsSync(this.file) ? readFileSync(this.file, 'utf8').trimEnd().split('\n').slice(1) : [];
    this.#columns = [...this.#columns, ...added];
    const rows = lines.map((line) => `${line}${','.repeat(added.length)}`);
    // Beside it, then renamed: who reads the table finds it whole.
    writeFileSync(`${this.file}.tmp`, [this.#columns.map(quoted).join(','), ...rows, ''].join('\n'));
    renameSync(`${this.file}.tmp`, this.file);
  }
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function cellsOf(line: string): string[] {
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  return cells.slice(0, -1).map((cell) =>
    cell
      .replace(/,$/, '')
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"'),
  );
}
