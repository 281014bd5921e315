// What stands in a journal is what was done, whatever ended the program; and nothing else is taken for one.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { placeOf } from "../../sim/odds/rows.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { Batch, Survey } from "../../sim/odds/types.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { openJournal } from "../../src/cli/journal.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { temporaryFolder } from "./lab.ts";

function survey(runs = 40, rate = "1/s"): Survey {
  const document = {
    name: "small",
    duration: "10m",
    traffic: { rate },
    versions: [{ id: "v1" }, { id: "v2" }],
    strategies: [{ type: "canary" }],
  };
  return surveyOf(document, { seed: 3, strategies: ["canary"], runs });
}

const newFile = () => path.join(temporaryFolder(), "journal");

type Entry = [Batch, Float64Array];
const entries: readonly Entry[] = [
  [{ point: 0, from: 0, count: 2 }, Float64Array.of(0.1, NaN, -0, 5e-324)],
  [{ point: 1, from: 2, count: 1 }, Float64Array.of(1 / 3, -Infinity)],
];

function write(file: string, of = survey(), what = entries): void {
  const journal = openJournal(file, of, "--resume", () => {});
  for (const entry of what) journal.append(...entry);
  journal.close();
}

function read(file: string, of = survey()): Entry[] {
  const found: Entry[] = [];
  openJournal(file, of, "--resume", (...entry) => void found.push(entry)).close();
  return found;
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return (error as Refusal).message;
  }
  throw new Error("expected a refusal");
}

test("a device is no journal", () => {
  expect(refusal(() => write("/dev/null"))).toBe(
    "--resume /dev/null: expected a file, got a device",
  );
  const folder = temporaryFolder();
  expect(refusal(() => write(folder))).toBe(`--resume ${folder}: it is a folder`);
});

test("batches come back by their bits, and more can follow", () => {
  const file = newFile();
  write(file);
  write(file, survey(), [[{ point: 0, from: 4, count: 1 }, Float64Array.of(7)]]);
  const found = read(file);
  expect(found.slice(0, 2)).toStrictEqual(entries);
  expect(Object.is(found[0]![1][2], -0)).toBe(true);
  expect(found[2]).toStrictEqual([{ point: 0, from: 4, count: 1 }, Float64Array.of(7)]);
});

test("cut anywhere, it holds the batches that were whole, and goes on behind them", () => {
  const file = newFile();
  write(file);
  const whole = readFileSync(file);
  const ends = [...whole.keys()].filter((at) => whole[at] === 10);
  expect(ends).toHaveLength(3);
  const cuts = [...whole.keys()].filter(
    (at) => at % 9 === 0 || ends.includes(at) || ends.includes(at - 1),
  );
  for (const cut of [...cuts, whole.length]) {
    writeFileSync(file, whole.subarray(0, cut));
    const before = read(file);
    expect(before).toStrictEqual(
      entries.slice(0, Math.max(0, ends.filter((end) => end < cut).length - 1)),
    );
    write(file, survey(), entries.slice(1));
    expect(read(file)).toStrictEqual([...before, entries[1]]);
  }
});

test("longer than one read, it is read all the same", () => {
  const file = newFile();
  const long: Entry[] = Array.from({ length: 3 }, (_, i) => [
    { point: 0, from: i, count: 1 },
    Float64Array.from({ length: 100_000 }, (__, at) => at / (i + 7)),
  ]);
  write(file, survey(), long);
  expect(read(file)).toStrictEqual(long);
});

test("that of other work is refused, and says what differs", () => {
  const file = newFile();
  write(file);
  expect(refusal(() => read(file, survey(80)))).toBe(
    `--resume ${file}: expected a journal of the same work: runs 40 there, 80 here`,
  );
  expect(refusal(() => read(file, survey(40, "2/s")))).toMatch(/the same work: another scenario$/);
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/"engine":"[^"]*"/, '"engine":"0.0.1+ab"'));
  expect(refusal(() => read(file))).toMatch(
    /the same work: engine version "0\.0\.1\+ab" there, "\d+\.\d+\.\d+\+[0-9a-f]{12}" here$/,
  );
});

test("any other file is refused and left as it is", () => {
  const file = newFile();
  for (const text of [
    "a letter\nto somebody\n",
    '{"name": "a scenario"}\n',
    "null\n",
    "a line that does not end",
    '{"name": "a scenario"}',
    '{"journal":"rollout-lab odds","engine":"of another',
  ]) {
    writeFileSync(file, text);
    expect(refusal(() => read(file))).toContain("expected a journal of odds, got another file");
    expect(readFileSync(file, "utf8")).toBe(text);
  }
});

test("a line that is no batch is refused by its number", () => {
  const file = newFile();
  write(file);
  for (const line of ["{}", "no line", '{"point":0,"from":0,"count":1,"rows":"AAAA"}']) {
    const whole = readFileSync(file, "utf8");
    appendFileSync(file, `${line}\n`);
    expect(refusal(() => read(file))).toContain("line 4: expected a batch of runs, got");
    writeFileSync(file, whole);
  }
});

test("so is a batch of runs that cannot be", () => {
  const file = newFile();
  const work = sweep(survey());
  const bench = workbench(survey());
  const batch = work.next()!;
  const rows = bench.rows(batch);
  rows[placeOf(bench.layout(0), 0, "outcome")] = 9;
  write(file, survey(), [[batch, rows]]);
  const goOn = () => openJournal(file, survey(), "--resume", (...entry) => work.accept(...entry));
  expect(refusal(goOn)).toContain("line 2: expected a batch of runs, got");
  expect(work.done).toBe(0);
});

test("where it cannot be written is told before anything runs", () => {
  const nowhere = path.join(temporaryFolder(), "none", "journal");
  expect(refusal(() => read(nowhere))).toBe(`--resume ${nowhere}: no such file or folder`);
  expect(existsSync(nowhere)).toBe(false);
});
