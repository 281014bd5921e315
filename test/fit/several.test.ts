// Several files of one thing: slices of time, and what several servers say.
import { describe, expect, test } from "vitest";
import { accessLog, type ReadLog } from "../../sim/fit/accessLog.ts";
import { type FileProblem, measured, type Measured } from "../../sim/fit/answers.ts";
import { joinedLogs, type JoinedLogs } from "../../sim/fit/logs.ts";
import { readPrometheus, type Series } from "../../sim/fit/prometheus.ts";
import { joinedSlices } from "../../sim/fit/slices.ts";
import { csvReader } from "../../src/trace/csv.ts";
import { answer, BEGIN, byCode, counter, type Minute, minutes } from "./happened.ts";

const NORMAL = { incident: null, without: [] };

function read(text: string): ReadLog {
  const reader = accessLog({ columns: new Map(), latencyUnit: undefined });
  const rows = csvReader(reader);
  rows.push(Buffer.from(text));
  rows.end();
  return reader.result();
}

const join = (...texts: readonly string[]) =>
  joinedLogs(texts.map((text, i) => ({ file: `${i}.csv`, log: read(text) })));
const joined = (...texts: readonly string[]) => join(...texts) as JoinedLogs;

describe("logs", () => {
  const [head, ...rows] = [
    "time,status,latency_ms",
    "5,200,10",
    "5.5,500,20",
    "7,200,30",
    "8.25,200,40",
    "9,503,50",
  ];
  const log = (...some: readonly (string | undefined)[]) => [head, ...some].join("\n");

  test("cut anywhere and given in any order, they say what the whole says", () => {
    const { counted, latencies } = read(log(...rows));
    for (const cut of [1, 2, 3, 4]) {
      const parts = joined(log(...rows.slice(cut)), log(...rows.slice(0, cut)));
      // A second in which nothing came is measured only inside a log.
      const measured = counted.periods.filter(
        ({ at, requests }) => requests > 0 || parts.counted.periods.some((one) => one.at === at),
      );
      expect(parts.counted).toEqual({ every: 1, periods: measured });
      expect(parts.latencies.seconds.toSorted()).toEqual(latencies.seconds);
      expect(parts.latencies.times).toHaveLength(rows.length);
    }
    expect(joined(log(...rows.slice(2)), log(...rows.slice(0, 2))).overlap).toBe(0);
  });

  test("of several servers are added up, and how long they overlap is told", () => {
    const { counted, overlap } = joined(log(...rows), log(rows[2], rows[4]));
    expect(overlap).toBe(3);
    expect(counted.periods.map(({ requests }) => requests)).toEqual([2, 0, 2, 1, 2]);
    expect(counted.periods.map(({ errors }) => errors)).toEqual([1, 0, 0, 0, 2]);
  });

  test("errors are unknown where one of them does not tell", () => {
    const { counted } = joined(log(...rows), "time\n6\n7");
    expect(counted.periods.map(({ errors }) => errors)).toEqual([1, null, null, 0, 1]);
  });

  test("a long one is counted by the minute, and a short one then too", () => {
    const { counted } = joined("time\n30\n2000000", "time\n29\n100");
    expect(counted.every).toBe(60);
    expect(counted.periods.slice(0, 2)).toMatchObject([
      { at: 0, requests: 2 },
      { at: 60, requests: 1 },
    ]);
  });

  test.each([
    ["time\n1\n2", "1.csv: expected a row a period, as 0.csv has, got a row a request"],
    ["time,requests\n0,1\n30,1", "1.csv: expected periods of 60s, as 0.csv has, got 30s"],
    ["time,requests\n90,1\n150,1", "1.csv: expected periods that begin when those of 0.csv do"],
  ])("%j does not go with rows a minute", (text, message) => {
    const problems = join("time,requests\n0,1\n60,2", text) as readonly FileProblem[];
    expect(problems.map((one) => `${one.file}: ${one.message}`)[0]).toContain(message);
  });
});

describe("answers of range queries", () => {
  const counted = minutes({}, 5);
  const answerIn = (text: string) => ({ file: "a.json", series: readPrometheus(text).series });
  const ask = (...texts: readonly string[]) =>
    measured({ requests: texts.map(answerIn), errors: [], latency: [] }, {}, null, () => NORMAL);
  const periods = (...texts: readonly string[]) => (ask(...texts) as Measured).counted.periods;
  const slices = (series: readonly { metric: object; values: readonly unknown[] }[]) =>
    [series.map((one) => ({ ...one, values: one.values.slice(100) })), series.map((one) => ({ ...one, values: one.values.slice(0, 101) }))] // prettier-ignore
      .map((result) => JSON.stringify(result));

  test("slices that share an end are counted once", () => {
    const { data } = JSON.parse(byCode(counted)) as { data: { result: [] } };
    expect(periods(...slices(data.result))).toEqual(periods(byCode(counted)));
  });

  test("a counter goes on from one to the next", () => {
    const metric = { __name__: "http_requests_total", code: "200" };
    const total = ({ requests }: Minute) => requests;
    const whole = counter(metric, counted, total);
    expect(periods(...slices([whole]))).toEqual(periods(answer(whole)));
  });

  const series = (first: number, values: readonly number[]): { series: Series[] } => ({
    series: [
      { labels: { job: "a" }, times: values.map((_, i) => BEGIN + 60 * (first + i)), values },
    ],
  });
  test.each([
    ["one after another", [series(3, [4, 5]), series(0, [1, 2])], [[1, 2, 4, 5]]],
    ["that meet", [series(0, [1, 2, 3]), series(1, [2, 3, 4])], [[1, 2, 3, 4]]],
    ["one inside another", [series(0, [1, 2, 3]), series(1, [2])], [[1, 2, 3]]],
    [
      "of two things",
      [series(0, [1, 2, 3]), series(2, [7, 8])],
      [
        [1, 2, 3],
        [7, 8],
      ],
    ],
  ] as const)("%s", (_, answers, values) => {
    expect(joinedSlices(answers).map((one) => one.values)).toEqual(values);
  });
});
