// Every run of a survey as a file: CSV to look into, Parquet for DuckDB, pandas and the like.
import type { Sweep } from "../../sim/odds/sweep.ts";
import type { OddsRow } from "../../sim/odds/types.ts";
import { didYouMean } from "../../sim/scenario/nearest.ts";
import { csvLine } from "./csv.ts";
import { packageVersion } from "./packageFolder.ts";
import { Refusal } from "./refusal.ts";
import { type RowColumn, rowColumns } from "./rowColumns.ts";
import { type Append, assertWritable, writePieces } from "./wholeFile.ts";

/** Rows of a Parquet row group, and so of what is held in memory. */
const GROUP = 50_000;

/** Puts rows into a file piece by piece. */
type Write = (columns: readonly RowColumn[], rows: Iterable<OddsRow>, append: Append) => void;

/** By the end of the file's name. A function that may have to load a package gives one that need not wait. */
const formats: Readonly<Record<string, () => Promise<Write>>> = {
  csv: async () => writeCsv,
  parquet: async () => parquetWriter(await import("hyparquet-writer")),
};

/** @throws Refusal, `option` first, unless the file's name says its format and it can be written */
export function assertRowsFile(file: string, option: string): void {
  formatOf(file, option);
  assertWritable(file, option);
}

/** Writes whole runs in the order of points and seeds, whole or not at all. @throws Refusal when it cannot be written */
export async function writeRows(file: string, sweep: Sweep, option: string): Promise<void> {
  const write = await formatOf(file, option)();
  const columns = rowColumns(sweep);
  writePieces(file, option, (append) => write(columns, sweep.rows(), append));
}

function formatOf(file: string, option: string): () => Promise<Write> {
  const ending = /\.([^./\\]*)$/.exec(file)?.[1] ?? "";
  const known = Object.keys(formats);
  const format = Object.hasOwn(formats, ending) ? formats[ending] : undefined;
  if (format !== undefined) return format;
  const expected = known.map((name) => `.${name}`).join(" or ");
  throw new Refusal([
    `${option} ${file}: expected a name that ends in ${expected}${didYouMean(ending, known)}`,
  ]);
}

const writeCsv: Write = (columns, rows, append) => {
  append(csvLine(columns.map(({ name }) => name)));
  let lines = "";
  for (const row of rows) {
    lines += csvLine(columns.map((column) => column.of(row)));
    if (lines.length < 1 << 16) continue;
    append(lines);
    lines = "";
  }
  append(lines);
};

const PARQUET_TYPES = {
  integer: "INT64",
  number: "DOUBLE",
  text: "STRING",
  boolean: "BOOLEAN",
} as const satisfies Record<RowColumn["kind"], string>;

function parquetWriter(parquet: typeof import("hyparquet-writer")): Write {
  return (columns, rows, append) => {
    const bytes = new parquet.ByteWriter();
    // After each group of rows, and at the end; what was written stays counted.
    const flush = () => {
      append(bytes.getBytes());
      bytes.index = 0;
    };
    const heads = columns.map(({ name, kind, nullWhen }) => ({
      name,
      type: PARQUET_TYPES[kind],
      nullable: nullWhen !== "",
    }));
    const writer = new parquet.ParquetWriter({
      writer: Object.assign(bytes, { flush, finish: flush }),
      schema: parquet.schemaFromColumnData({
        columnData: heads.map((head) => ({ ...head, data: [] })),
      }),
      createdBy: `rollout-lab ${packageVersion()}`,
    });
    for (const group of groups(rows))
      void writer.write({
        columnData: heads.map((head, i) => ({ ...head, data: cells(columns[i]!, group) })),
        rowGroupSize: GROUP,
      });
    void writer.finish();
  };
}

function* groups(rows: Iterable<OddsRow>): Iterable<OddsRow[]> {
  let group: OddsRow[] = [];
  for (const row of rows) {
    group.push(row);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** A column of a group; Parquet's integers of 64 bits are bigints here. */
function cells(column: RowColumn, rows: readonly OddsRow[]): unknown[] {
  if (column.kind !== "integer") return rows.map((row) => column.of(row));
  return rows.map((row) => {
    const cell = column.of(row);
    return typeof cell === "number" ? BigInt(cell) : cell;
  });
}
