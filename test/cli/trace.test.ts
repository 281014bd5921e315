// A trace file: its column, its times, and what is wrong with it.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { readTrace } from "../../src/trace.ts";
import { lab, temporaryFolder } from "./lab.ts";

function csv(text: string): string {
  const file = path.join(temporaryFolder(), "trace.csv");
  writeFileSync(file, text);
  return file;
}

async function problems(text: string, column: string): Promise<string[]> {
  const error: unknown = await readTrace(csv(text), column).catch((thrown: unknown) => thrown);
  if (!(error instanceof ScenarioError)) throw new Error("no problem was found", { cause: error });
  return error.message.split("\n");
}

describe("times", () => {
  test("ISO stamps count from the earliest, exact to the nanosecond", async () => {
    const file = csv(
      "TIMESTAMP,tokens\n2023-11-16 18:15:46.6805900,374\n2023-11-16 18:15:50.9951690,396\n2023-11-16 18:15:51.2224670,879\n",
    );
    expect([...(await readTrace(file, "TIMESTAMP"))]).toEqual([0, 4.314579, 4.541877]);
  });

  test("rows out of order are put in order, and the earliest is 0 wherever it stands", async () => {
    const file = csv(
      "at\n2024-03-01T00:00:01Z\n2024-02-29T23:59:59.5Z\n2024-03-01T01:00:00+01:00\n",
    );
    expect([...(await readTrace(file, "at"))]).toEqual([0, 0.5, 1.5]);
  });

  test("seconds are taken as they stand, in order", async () => {
    expect([...(await readTrace(csv("a,b\n1,3.5\n1,0.25\n1,1e1\n"), "b"))]).toEqual([
      0.25, 3.5, 10,
    ]);
  });

  test("differences of tenths of microseconds survive months", async () => {
    const file = csv("at\n2023-01-01T00:00:00.0000001\n2023-04-01T00:00:00.0000008\n");
    expect([...(await readTrace(file, "at"))]).toEqual([0, 90 * 86_400 + 0.0000007]);
  });

  test("a column by position; then the first row is data if it is a time", async () => {
    expect([...(await readTrace(csv("a,b\n1,2\n3,4\n"), "1"))]).toEqual([2, 4]);
    expect([...(await readTrace(csv("5,2\n3,4\n"), "1"))]).toEqual([2, 4]);
    expect([...(await readTrace(csv("1,0\n3,4\n"), "1"))]).toEqual([3]);
  });

  test("more rows than fit in a first guess", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i / 8}`);
    expect([...(await readTrace(csv(`at\r\n${rows.join("\r\n")}\r\n`), "at"))]).toEqual(
      rows.map(Number),
    );
  });
});

describe("problems", () => {
  test("a column that is not there: those that are, and what was meant", async () => {
    expect(await problems("TIMESTAMP,tokens\n1,2\n", "timestmp")).toEqual([
      'traffic.trace.column: expected one of the columns "TIMESTAMP", "tokens", got "timestmp"; did you mean "TIMESTAMP"?',
    ]);
    const many = Array.from({ length: 30 }, (_, i) => `c${i}`).join(",");
    expect((await problems(`${many}\n`, "99"))[0]).toContain('"c19" and 10 more, got "99"');
  });

  test("bad cells by row, ten of them, then a count", async () => {
    const rows = Array.from({ length: 15 }, (_, i) => (i === 0 ? "2024-01-01T00:00:00Z" : "soon"));
    const told = await problems(`at\n${rows.join("\n")}\n`, "at");
    expect(told).toHaveLength(11);
    expect(told[0]).toBe(
      'traffic.trace.column: row 3: expected an ISO time like "2023-11-16T18:15:46.68Z", as in the rows before, got "soon"',
    );
    expect(told[10]).toBe("traffic.trace.column: 4 more rows like these");
  });

  test("a column holds stamps or seconds, not both; nothing negative, nothing missing", async () => {
    expect(await problems("at\n1\n2024-01-01T00:00:00Z\n-1\n", "at")).toEqual([
      'traffic.trace.column: row 3: expected a number of seconds >= 0, as in the rows before, got "2024-01-01T00:00:00Z"',
      'traffic.trace.column: row 4: expected a number of seconds >= 0, as in the rows before, got "-1"',
    ]);
    expect(await problems("a,at\n1\n1,x\n", "at")).toEqual([
      'traffic.trace.column: row 2: expected an ISO time like "2023-11-16T18:15:46.68Z" or a number of seconds >= 0, got no such column in this row',
      'traffic.trace.column: row 3: expected an ISO time like "2023-11-16T18:15:46.68Z" or a number of seconds >= 0, got "x"',
    ]);
  });

  test("a file without rows, without anything, or never ending its quote", async () => {
    expect(await problems("at\n", "at")).toEqual([
      "traffic.trace.file: expected rows below the first, got none",
    ]);
    expect(await problems("", "at")).toEqual([
      "traffic.trace.file: expected a CSV file with a header, got an empty one",
    ]);
    expect(await problems('at\n"1\n2\n', "at")).toEqual([
      "traffic.trace.file: expected a CSV file: row 2: a quote is never closed",
    ]);
  });
});

describe("in a scenario", () => {
  const scenario = (trace: object, rest: object = {}) =>
    JSON.stringify({
      name: "traced",
      duration: "10s",
      traffic: { trace },
      versions: [{ id: "v1" }],
      strategies: [{ type: "stay" }],
      ...rest,
    });

  test("a file is looked for beside the scenario, or where standard input is read", async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "traces"));
    writeFileSync(path.join(folder, "traces", "a.csv"), "t\n0\n1.5\n9.99\n10\n11\n");
    const text = scenario({ file: "traces/a.csv", column: "t" });
    writeFileSync(path.join(folder, "s.json"), text);
    const named = await lab(["run", path.join(folder, "s.json"), "--json"], { cwd: "/" });
    expect(named).toMatchObject({ code: 0, err: "" });
    // Requests cover [0, duration).
    expect(named.out).toContain('"requests": 3');
    const piped = await lab(["run", "-", "--json"], { cwd: folder, input: text });
    expect(piped.out).toBe(named.out);
  });

  test("what is wrong with it is told with everything else", async () => {
    const folder = temporaryFolder();
    const input = scenario({ file: "none.csv", column: "t" }, { duration: "soon" });
    const { code, err } = await lab(["run", "-"], { cwd: folder, input });
    expect(code).toBe(2);
    expect(err).toContain('standard input: traffic.trace.file: cannot read "none.csv"');
    expect(err).toContain("standard input: duration: expected");
  });

  test("a folder is no trace", async () => {
    const { code, err } = await lab(["run", "-"], { input: scenario({ file: "/", column: "t" }) });
    expect(code).toBe(2);
    expect(err).toBe('standard input: traffic.trace.file: cannot read "/": it is a folder\n');
  });

  test("a file and times written out are one too many", async () => {
    const input = scenario({ file: "a.csv", column: "t", times: [1] });
    const { code, out, err } = await lab(["run", "-"], { input });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("standard input: traffic.trace.times: no such field");
  });
});
