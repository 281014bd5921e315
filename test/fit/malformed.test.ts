// What a stranger may send: every mistake with its place, what was expected and what came; never an exception of ours.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accessLog } from "../../sim/fit/accessLog.ts";
import { type Answers, type FileProblem, measured, type Units } from "../../sim/fit/answers.ts";
import type { Role } from "../../sim/fit/logColumns.ts";
import { momentForm } from "../../sim/fit/moment.ts";
import { readPrometheus } from "../../sim/fit/prometheus.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { CsvError, csvReader } from "../../src/trace/csv.ts";
import { answer } from "./happened.ts";

const NORMAL = { incident: null, without: [] };

const one = (values: unknown, metric: unknown = {}) =>
  JSON.stringify({
    status: "success",
    data: { resultType: "matrix", result: [{ metric, values }] },
  });

describe("answers of range queries", () => {
  test.each<[text: string, path: string, message: string]>([
    ["{", "", "line 1, column 2: expected"],
    ["[]]", "", "expected"],
    ["[]", "", "expected at least one series, got none"],
    ["{}", "data", "expected the answer of a range query, got nothing"],
    [
      '{"status":"error","errorType":"bad_data","error":"parse error"}',
      "status",
      'expected "success", got "error": "bad_data: parse error"',
    ],
    [
      '{"status":"success","data":{"resultType":"vector","result":[]}}',
      "data.resultType",
      'expected "matrix", got "vector": ask query_range',
    ],
    [
      '{"status":"success","data":{"resultType":"matrix","result":[]}}',
      "data.result",
      "expected at least one series, got none",
    ],
    ['[{"metric":{},"value":[1,"2"]}]', "[0].values", "got one value: ask query_range, not query"],
    ['[{"metric":{},"histograms":[]}]', "[0].values", "native histograms"],
    [one([[1, 2]]), "data.result[0].values[0]", 'expected [time in seconds, "number"], got [1,2]'],
    [one([[1, "x"]]), "data.result[0].values[0][1]", 'expected a number, got "x"'],
    [one([[1, "0x10"]]), "data.result[0].values[0][1]", 'expected a number, got "0x10"'],
    [
      one([
        [2, "1"],
        [2, "1"],
      ]),
      "data.result[0].values[1][0]",
      "expected a time after the one before, got 2",
    ],
    [one([[1, "NaN"]]), "data.result", "expected values that are numbers, got none"],
    [one([[1, "1"]], { code: 5 }), "data.result[0].metric.code", "expected a label's text, got 5"],
  ])("%s", (text, path, message) => {
    const { problems } = readPrometheus(text);
    expect(problems[0]).toMatchObject({ path, message: expect.stringContaining(message) });
  });

  test("are bounded: problems, series", () => {
    expect(readPrometheus(one(Array.from({ length: 999 }, () => 0))).problems).toHaveLength(20);
    const many = JSON.stringify(Array.from({ length: 10_001 }, () => ({ values: [] })));
    expect(readPrometheus(many).problems[0]!.message).toBe(
      "expected at most 10000 series, got 10001",
    );
  });

  test("anything at all ends in series or problems", () => {
    const labels = fc.constantFrom("metric", "values", "data", "result", "resultType", "__proto__");
    const json = fc.jsonValue({ maxDepth: 4 });
    const odd = fc.dictionary(labels, json);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          json.map(String),
          odd.map((o) => JSON.stringify(o)),
        ),
        (text) => {
          const { series, problems } = readPrometheus(text);
          expect(series.length > 0).toBe(problems.length === 0);
        },
      ),
    );
  });
});

describe("what can be read in two ways is asked about", () => {
  const values = (...numbers: readonly number[]) =>
    numbers.map((value, i) => [60 * i, String(value)] as const);
  const file = (name: string, metric: Record<string, string>, ...numbers: readonly number[]) => ({
    file: name,
    series: readPrometheus(answer({ metric, values: values(...numbers) })).series,
  });
  const requests = [file("requests.json", {}, 20, 21, 22)];
  const none: Answers = { requests, errors: [], latency: [] };
  test.each<[what: string, answers: Partial<Answers>, units: Units, message: string]>([
    [
      "errors that may be shares or rates",
      { errors: [file("errors.json", {}, 0.1, 0.2, 0.1)] },
      {},
      "errors.json: values may be shares or requests per second: --as errors=share or --as errors=rate says which",
    ],
    [
      "shares above 1",
      { errors: [file("errors.json", {}, 0.1, 2, 0.1)] },
      { errors: "share" },
      "errors.json: expected shares of requests in [0, 1], got 2",
    ],
    [
      "another step",
      { errors: [{ file: "e", series: [{ labels: {}, times: [0, 15], values: [0, 2] }] }] },
      {},
      "e: expected a step of 60s, as requests have, got 15s",
    ],
    [
      "one value",
      { requests: [file("r", {}, 5)] },
      {},
      "r: expected two values of a series at least, got one",
    ],
    [
      "less than nothing",
      { requests: [file("r", {}, 5, -1)] },
      {},
      "r: expected counts of at least 0, got one below",
    ],
    [
      "quantiles for requests",
      { requests: [file("r", { quantile: "0.5" }, 5, 5)] },
      {},
      "r: expected counts of requests, got series with the label quantile: --latency takes those",
    ],
    [
      "a quantile nobody names",
      { latency: [{ q: null, answer: file("l", {}, 1, 2, 3) }] },
      {},
      "l: expected a series with the label quantile, in (0, 1), got nothing: --latency p99=FILE says which it is",
    ],
    [
      "one quantile",
      { latency: [{ q: 0.5, answer: file("l", {}, 1, 2, 3) }] },
      {},
      "l: expected two quantiles at least, like p50 and p99, got one",
    ],
    [
      "empty buckets",
      { latency: [{ q: null, answer: file("l", { le: "1" }, 0, 0, 0) }] },
      {},
      "l: expected buckets that count requests, got none",
    ],
  ])("%s", (_what, answers, units, message) => {
    const problems = measured({ ...none, ...answers }, units, null, () => NORMAL);
    expect(Array.isArray(problems)).toBe(true);
    const lines = (problems as readonly FileProblem[]).map((p) => `${p.file}: ${p.message}`);
    expect(lines).toEqual([message]);
  });

  test("errors above 1 can only be a rate", () => {
    const errors = [file("errors.json", {}, 0.5, 2, 1)];
    expect(measured({ ...none, errors }, {}, null, () => NORMAL)).toMatchObject({
      counted: { periods: [{ errors: 30 }, { errors: 120 }, { errors: 60 }] },
    });
  });
});

describe("logs", () => {
  function problemsOf(text: string, said: readonly [Role, string][] = [], latencyUnit?: string) {
    const reader = accessLog({ columns: new Map(said), latencyUnit });
    try {
      const rows = csvReader(reader);
      rows.push(Buffer.from(text));
      rows.end();
      reader.result();
      return [];
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      return error.message.split("\n");
    }
  }

  test.each<[text: string, line: string]>([
    ["", "expected a log or the answer of a range query, got an empty text"],
    ["time;status\n5;200", "columns are told apart by commas, not by semicolons"],
    ["time\tstatus\n5\t200", "columns are told apart by commas, not by tabs"],
    ["1700000000,200\n", "the first row has the names of columns, and no values"],
    [
      '::1 - - [10/Oct/2023:13:55:36 +0000] "GET / HTTP/1.1" 200 5\n',
      "a server's own log is no CSV",
    ],
    ["a,b\n1,2", 'row 1: expected a column of times, got "a", "b": --column time=NAME says which'],
    ["time,latency\n1,2", 'row 1, column "latency": expected a unit in its name, like latency_ms'],
    ["time\n", "expected rows below the first, got none"],
    ["time\nnoon", 'row 2, column "time": expected a time: ISO 8601, a web server'],
    ["time\n2026-03-02T08:00Z\n5", 'row 3, column "time": expected an ISO time like'],
    [
      "time\n1700000000\n1700000000000",
      'row 3, column "time": expected a number of seconds, got "17',
    ],
    [
      "time,status\n5,OK",
      'row 2, column "status": expected an HTTP status (--column errors=NAME takes 0 and 1), got "OK"',
    ],
    [
      "time,status\n5",
      'row 2, column "status": expected an HTTP status (--column errors=NAME takes 0 and 1), got no such column',
    ],
    ["time,took_ms\n5,fast", 'row 2, column "took_ms": expected a number >= 0, got "fast"'],
    ["time,took_ms\n5,1e300", 'row 2, column "took_ms": expected at most 10 years, got "1e300"'],
    [
      "ts,requests,errors\n5,2,3",
      'row 2, column "errors": expected at most the row\'s 2 requests, got "3"',
    ],
    [
      "ts,requests,errors\n5,1,3",
      'row 2, column "errors": expected at most the row\'s 1 request, got "3"',
    ],
    ["ts,requests\n5,2", "expected at least two rows of different times"],
    ["time\n1\n99999999", "expected times within a year, got 1157 days"],
  ])("%j", (text, line) => {
    expect(problemsOf(text)[0]).toContain(line);
  });

  test("all mistakes at once, the first ten in full", () => {
    const rows = Array.from({ length: 15 }, () => "5,nine");
    const told = problemsOf(`time,status\n${rows.join("\n")}`);
    expect(told).toHaveLength(11);
    expect(told.at(-1)).toBe("5 more cells like these");
  });

  test("a column that a person names must be there", () => {
    expect(problemsOf("when,x\n1,2", [["time", "wen"]])).toEqual([
      '--column time: expected one of the columns "when", "x", got "wen"; did you mean "when"?',
    ]);
    expect(problemsOf("when,x\n1,2", [["time", "when"]])).toEqual([]);
    expect(problemsOf("time,latency\n1,2", [], "ms")).toEqual([]);
  });

  test("no answer is a failure, no latency is left out", () => {
    const reader = accessLog({ columns: new Map(), latencyUnit: undefined });
    const rows = csvReader(reader);
    rows.push(Buffer.from("time,status,latencyMs\n5,200,7\n5,-,-\n6,000,\n6,404,9\n"));
    rows.end();
    const { counted, latencies, noLatency } = reader.result();
    expect(counted.periods).toEqual([
      { at: 5, requests: 2, errors: 1 },
      { at: 6, requests: 2, errors: 1 },
    ]);
    expect([...latencies.seconds, noLatency]).toEqual([0.007, 0.009, 2]);
  });

  test("rows as regular as periods are told, and rows of requests are not", () => {
    const apart = (times: readonly number[], column = "time") => {
      const reader = accessLog({ columns: new Map(), latencyUnit: undefined });
      const rows = csvReader(reader);
      rows.push(Buffer.from(`${column}\n${times.join("\n")}\n`));
      rows.end();
      return reader.result().rowsApart;
    };
    const minutes = Array.from({ length: 100 }, (_, i) => 60 * i);
    expect(apart(minutes)).toBe(60);
    expect(apart(minutes.filter((time) => time !== 3000))).toBe(60);
    expect(apart(minutes.map((time) => time + (time % 7)))).toBe(null);
    expect(apart([...minutes, 3000])).toBe(null);
    expect(apart(minutes.slice(0, 10))).toBe(null);
    expect(apart(minutes.map((time) => `${time},5`) as never, "time,requests")).toBe(null);
  });

  test("whatever is sent, it is read or refused", () => {
    const cell = fc.constantFrom(
      "time",
      "status",
      "5",
      "",
      '"',
      "200",
      "-",
      "2026-03-02",
      "x",
      "1e400",
      "NaN",
    );
    const text = fc
      .array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 })
      .map((rows) => rows.map((row) => row.join(",")).join("\n"));
    fc.assert(
      fc.property(text, (text) => {
        try {
          expect(problemsOf(text).every((line) => line.includes("expected"))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(CsvError);
        }
      }),
    );
  });
});

test.each<[cell: string, seconds: number]>([
  ["10/Oct/2023:13:55:36 -0700", 1_696_971_336],
  ["[10/Oct/2023:13:55:36 +0000]", 1_696_946_136],
  ["1696946136", 1_696_946_136],
  ["1696946136500", 1_696_946_136.5],
  ["1696946136500000", 1_696_946_136.5],
  ["2023-10-10T13:55:36.5Z", 1_696_946_136.5],
])("%s is read", (cell, seconds) => {
  expect(momentForm(cell)!.read(cell)).toBe(seconds);
});

test("a number's unit follows its column's name, where that says it", () => {
  expect(momentForm("0", 1e3)!.read("27482")).toBe(27.482);
  const reader = accessLog({ columns: new Map(), latencyUnit: undefined });
  const rows = csvReader(reader);
  rows.push(Buffer.from("timestamp_ms\n0\n900\n2100\n"));
  rows.end();
  expect(reader.result().counted.periods.map(({ requests }) => requests)).toEqual([2, 0, 1]);
});

test.each(["", "10/Okt/2023:13:55:36", "32/Oct/2023:13:55:36 +0000", "-5", "soon"])(
  "%s is no time",
  (cell) => {
    expect(momentForm(cell)?.read(cell)).toBe(undefined);
  },
);
