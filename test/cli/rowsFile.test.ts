// Every run of a survey as CSV and as Parquet.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep, type Sweep } from "../../sim/odds/sweep.ts";
import { readAxis } from "../../sim/odds/vary.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { ROW_SCHEMA, rowColumns } from "../../src/cli/rowColumns.ts";
import { assertRowsFile, writeRows } from "../../src/cli/rowsFile.ts";
import { lab, SMALL, temporaryFolder } from "./lab.ts";

const document = {
  duration: "5m",
  traffic: { rate: "5/s" },
  versions: [
    { id: "v1", errorRate: "1%" },
    {
      id: "v2",
      errorRate: {
        choice: [
          [0.5, "1%"],
          [0.5, "20%"],
        ],
      },
    },
  ],
  strategies: [{ type: "blueGreen", id: 'say"so', at: "1m" }, { type: "stay" }].map((strategy, i) =>
    i === 0 ? { ...strategy, id: "bg" } : strategy,
  ),
};

/** Two points, of which only the first draws an error rate. */
function surveyed(runs: number): Sweep {
  const survey = surveyOf(document, {
    runs,
    seed: 9_007_199_253_000_000,
    strategies: ["bg", "stay"],
    points: [
      { set: { "strategies[0].at": "1m", "traffic.rate": 5 }, label: "first" },
      {
        set: { "strategies[0].at": "2m", "traffic.rate": 6, "versions[1].errorRate": 0 },
        label: "second",
      },
    ],
  });
  const work = sweep(survey);
  const bench = workbench(survey);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, bench.rows(batch));
  return work;
}

async function readParquet(file: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(file) });
}

/** As `JSON.stringify` would have it, big integers included: those written are exact as numbers. */
function plainly(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

test("Parquet: what is read back is what the runs had, each column in its kind", async () => {
  const work = surveyed(7);
  const file = path.join(temporaryFolder(), "rows.parquet");
  await writeRows(file, work, "--rows");
  const read = await readParquet(file);
  const columns = rowColumns(work);
  const rows = [...work.rows()];
  expect(rows).toHaveLength(28);
  expect(
    read.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, plainly(v)]))),
  ).toEqual(rows.map((row) => Object.fromEntries(columns.map((c) => [c.name, c.of(row)]))));
  expect(read[0]).toMatchObject({
    point: 0n,
    "set:strategies[0].at": "1m",
    "set:traffic.rate": 5,
    seed: 9_007_199_253_000_000n,
    strategy: "bg",
    outcome: "promoted",
    version: "v2",
  });
  expect(new Set(read.map((row) => row["drawn:versions[1].errorRate"]))).toEqual(
    new Set([0.01, 0.2, null]),
  );
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(file));
  const nullable = schema
    .filter((each) => each.repetition_type === "OPTIONAL")
    .map(({ name }) => name);
  expect(nullable).toEqual(columns.filter((c) => c.nullWhen !== "").map(({ name }) => name));
});

test("CSV: the same cells, empty where there is none", async () => {
  const work = surveyed(2);
  const file = path.join(temporaryFolder(), "rows.csv");
  await writeRows(file, work, "--rows");
  const lines = readFileSync(file, "utf8").split("\n");
  const columns = rowColumns(work);
  expect(lines[0]).toBe(columns.map(({ name }) => name).join(","));
  const expected = [...work.rows()].map((row) =>
    columns.map((column) => String(column.of(row) ?? "")).join(","),
  );
  expect(lines.slice(1)).toEqual([...expected, ""]);
  expect(expected.join()).toContain(",false,");
});

test("no run, no row: a file that can be read all the same", async () => {
  const none = { ...surveyed(1), rows: () => [] };
  const file = path.join(temporaryFolder(), "none.parquet");
  await writeRows(file, none, "--rows");
  expect(await readParquet(file)).toEqual([]);
});

test("a mistake of ours stays one, and leaves no part of a file", async () => {
  const folder = temporaryFolder();
  const broken = {
    ...surveyed(1),
    rows(): never {
      throw new Error("broken");
    },
  };
  for (const name of ["rows.csv", "rows.parquet"])
    await expect(writeRows(path.join(folder, name), broken, "--rows")).rejects.toThrow("broken");
  expect(readdirSync(folder)).toEqual([]);
});

test("more rows than a group holds", async () => {
  const work = surveyed(3);
  const [row] = work.rows();
  const many = {
    ...work,
    rows: () => Array.from({ length: 50_001 }, (_, i) => ({ ...row!, seed: i })),
  };
  const file = path.join(temporaryFolder(), "many.parquet");
  await writeRows(file, many, "--rows");
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(file));
  expect(metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([50_000n, 1n]);
  const seeds = await parquetReadObjects({
    file: await asyncBufferFromFile(file),
    columns: ["seed"],
    rowStart: 49_999,
  });
  expect(seeds).toEqual([{ seed: 49_999n }, { seed: 50_000n }]);
});

test("the command writes them beside its result", async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "rows.parquet");
  const words = ["odds", SMALL, "--runs", "3", "--seed", "4", "--json", "--rows", file];
  const { code, out } = await lab(words);
  expect(code).toBe(0);
  const rows = await readParquet(file);
  const { points } = JSON.parse(out);
  expect(rows).toHaveLength(3 * points[0].strategies.length);
  expect(rows.at(-1)!["seed"]).toBe(6n);
  expect(readdirSync(folder)).toEqual(["rows.parquet"]);
});

test("a name that says no format, or a place that cannot be written, is refused before anything runs", () => {
  expect(() => assertRowsFile("rows.parqet", "--rows")).toThrow(
    expect.objectContaining({
      lines: [
        '--rows rows.parqet: expected a name that ends in .csv or .parquet; did you mean "parquet"?',
      ],
    }),
  );
  const nowhere = path.join(temporaryFolder(), "none", "rows.csv");
  expect(() => assertRowsFile(nowhere, "--rows")).toThrow(
    expect.objectContaining({
      lines: [`--rows ${nowhere}: cannot be written: no such file or folder`],
    }),
  );
});

test("every kind of column is documented, in the words of the code", () => {
  const page = readFileSync(path.resolve(import.meta.dirname, "../../src/cli/README.md"), "utf8");
  const cellsOf = (line: string) =>
    line
      .split("|")
      .map((cell) => cell.trim())
      .join("|");
  const lines = new Set(page.split("\n").map(cellsOf));
  for (const { name, kind, unit, meaning, nullWhen } of ROW_SCHEMA)
    expect(lines).toContain(`|\`${name}\`|${kind}|${unit}|${meaning}|${nullWhen}|`);
  const names = rowColumns(
    sweep(
      surveyOf(document, {
        seed: 1,
        strategies: ["bg"],
        vary: [readAxis("traffic.rate=1,2")],
      }),
    ),
  ).map(({ name }) => name.replace(/:.*/, ":PATH"));
  expect(names).toEqual(ROW_SCHEMA.map(({ name }) => name));
});
