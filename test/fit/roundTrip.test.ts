// What is known to be so, simulated, written down as a monitor and a server do, and found again within what the report says of its
// errors. A figure is found when it is within 4 of its standard errors: by chance one in 16,000 is not.
import { describe, expect, test } from "vitest";
import { parseScenario, simulate } from "../../sim/index.ts";
import { accessLog } from "../../sim/fit/accessLog.ts";
import { type Answers, measured, type Measured, type Units } from "../../sim/fit/answers.ts";
import { newScenario } from "../../sim/fit/document.ts";
import { fit, type Found } from "../../sim/fit/fit.ts";
import { latencyOfRequests } from "../../sim/fit/latency.ts";
import { readPrometheus } from "../../sim/fit/prometheus.ts";
import type { Estimate } from "../../sim/fit/types.ts";
import { csvReader } from "../../src/trace/csv.ts";
import { replications } from "../full.ts";
import {
  answer,
  byCode,
  counter,
  drawnMinutes,
  log,
  type Minute,
  minutes,
  series,
} from "./happened.ts";

const SEEDS = Array.from({ length: replications(3, 20) }, (_, i) => 11 + i);

/** Nothing is apart. */
const NORMAL = { incident: null, without: [] };

function near({ value, se }: Estimate, truth: number): void {
  expect(Math.abs(value - truth), `${value} ± ${se}, in truth ${truth}`).toBeLessThan(4 * se);
}

function answerIn(text: string) {
  const { series, problems } = readPrometheus(text);
  expect(problems).toEqual([]);
  return { file: "a.json", series };
}

function ask(
  requests: string,
  more: Partial<Answers> = {},
  units: Units = {},
  window = null as number | null,
) {
  const what = measured(
    { requests: [answerIn(requests)], errors: [], latency: [], ...more },
    units,
    window,
    () => NORMAL,
  );
  expect(what).toHaveProperty("counted");
  return what as Measured;
}

function found(what: Measured): Found {
  return fit(what.counted, what.latency, null, NORMAL);
}

function read(text: string) {
  const reader = accessLog({ columns: new Map(), latencyUnit: undefined });
  const rows = csvReader(reader);
  rows.push(Buffer.from(text));
  rows.end();
  return reader.result();
}

describe.each(SEEDS)("seed %i", (seed) => {
  test("a rate that stands still, and one that wanders", () => {
    const still = found(ask(byCode(drawnMinutes({}, seed).periods)));
    near(still.traffic!.rate, 20);
    expect(still.traffic!.shape).toBe(null);
    near(still.errors!.rate, 0.01);
    const noise = { every: "1m", errorRate: 0.5, memory: 0.6 };
    const wanders = found(ask(byCode(drawnMinutes({ noise }, seed).periods)));
    near(wanders.errors!.rate, 0.01);
    near(wanders.errors!.noise!.variation, 0.5);
    near(wanders.errors!.noise!.memory, 0.6);
    expect(wanders.errors!.noise!.pValue).toBeLessThan(1e-6);
  });

  test("the shape of traffic", () => {
    const shape = [
      ["0s", 0.5],
      ["1h", 0.5],
      ["2h30m", 2],
      ["4h", 0.6],
    ] as const;
    const { traffic } = found(ask(byCode(minutes({ traffic: { rate: "40/s", shape } }, seed))));
    const scenario = (points: readonly (readonly [string | number, number])[]) => {
      const at = points.map(([time]) => (typeof time === "number" ? time : seconds(time)));
      return (time: number) =>
        interpolated(
          at,
          points.map(([, factor]) => factor),
          time,
        );
    };
    const truth = scenario(shape);
    const mean = sumOver(truth) / 300;
    near(traffic!.rate, 40 * mean);
    const says = scenario(traffic!.shape!);
    expect(sumOver(says) / 300).toBeCloseTo(1, 2);
    expect(traffic!.shape!.length).toBeLessThan(10);
    const squares = sumOver((time) => (says(time) - truth(time) / mean) ** 2);
    expect(Math.sqrt(squares / 300)).toBeLessThan(4 * traffic!.shapeSe);
    expect(traffic!.shapeSe).toBeLessThan(0.02);
  });

  test("a log says it all, in seconds and in milliseconds", () => {
    const counted = drawnMinutes({ traffic: { rate: "2/s" } }, seed).periods;
    const iso = (time: number) => new Date(1000 * time).toISOString();
    const logs = [
      log(counted, seed, "time,status,duration_ms", (t, s, l) => `${iso(t)},${s},${1000 * l}`),
      log(counted, seed, '"ts","sc-status","request_time"', (t, s, l) => `${t},${s},"${l}"`),
    ].map(read);
    const both = logs.map(({ counted: one, latencies }) =>
      fit(
        one,
        latencyOfRequests(latencies, () => true),
        60,
        NORMAL,
      ),
    );
    for (const { traffic, errors, latency } of both) {
      near(traffic!.rate, 2);
      near(errors!.rate, 0.01);
      expect(latency!.latency).toHaveProperty("p99");
      const [p50, p99] = latency!.told;
      near({ value: p50!.value, se: p50!.se! }, 0.08);
      near({ value: p99!.value, se: p99!.se! }, 0.4);
    }
    expect(logs[1]!.counted.periods).toEqual(logs[0]!.counted.periods);
  });
});

describe("the same counts, however they are written", () => {
  const counted = minutes({}, 5);
  const total = ({ requests }: Minute) => requests;
  const failed = ({ errors }: Minute) => errors;
  const plain = ask(byCode(counted)).counted.periods;
  const rounded = (periods: typeof plain) =>
    periods.map(({ at, requests, errors }) => [at, requests.toFixed(6), errors?.toFixed(6)]);

  test("counters that start again, each for itself", () => {
    const metric = { __name__: "http_requests_total", code: "200" };
    const ok = counter(metric, counted, (m) => m.requests - m.errors, [100, 200]);
    const bad = counter({ ...metric, code: "500" }, counted, failed, [50]);
    expect(rounded(ask(answer(ok, bad)).counted.periods)).toEqual(rounded(plain.slice(1)));
  });

  test("counters scraped each at its own time: the ends, where not all are, are left out", () => {
    const pods = [0, 17, 31].map((late, i) => {
      const metric = { __name__: "http_requests_total", code: "200", pod: `p${i}` };
      const { values } = counter(metric, counted, total);
      return { metric, values: values.map(([time, value]) => [time + late, value] as const) };
    });
    const { periods } = ask(answer(...pods)).counted;
    const thrice = plain.slice(2).map(({ requests }) => (3 * requests).toFixed(6));
    const inner = periods.map(({ requests }) => requests.toFixed(6));
    // One pod's times are nearer to the next minute: its counts are told a minute later.
    expect(inner.length).toBe(thrice.length);
    const sum = (texts: readonly string[]) => texts.reduce((all, text) => all + Number(text), 0);
    expect(Math.abs(sum(inner) / sum(thrice) - 1)).toBeLessThan(0.002);
    expect(Math.min(...inner.map(Number))).toBeGreaterThan(0.8 * 3 * 1200);
  });

  test("increases, and a share beside them", () => {
    const share = answerIn(answer(series({}, counted, (m) => failed(m) / total(m))));
    const requests = answer(series({}, counted, total));
    const units = { requests: "increase", errors: "share" } as const;
    const bySharing = ask(requests, { errors: [share] }, units).counted.periods;
    expect(rounded(bySharing)).toEqual(rounded(plain));
    const percent = answerIn(answer(series({}, counted, (m) => (100 * failed(m)) / total(m))));
    const byPercent = ask(requests, { errors: [percent] }, { ...units, errors: "percent" });
    expect(rounded(byPercent.counted.periods)).toEqual(rounded(plain));
  });

  test("overlapping windows are counted once", () => {
    const five = (of: (m: Minute) => number) => (_: Minute, i: number) =>
      counted.slice(Math.max(0, i - 4), i + 1).reduce((sum, m) => sum + of(m), 0) / 300;
    const text = answer(
      series(
        { code: "2xx" },
        counted,
        five((m) => total(m) - failed(m)),
      ),
      series({ code: "5xx" }, counted, five(failed)),
    );
    const { every, periods } = ask(text, {}, {}, 300).counted;
    expect(every).toBe(300);
    expect(periods).toHaveLength(60);
    const of = counted.slice(1, 6);
    expect(periods[1]!.requests).toBeCloseTo(
      of.reduce((sum, m) => sum + m.requests, 0),
      6,
    );
    expect(periods[1]!.errors).toBeCloseTo(
      of.reduce((sum, m) => sum + m.errors, 0),
      6,
    );
    // Taken for windows of a minute they are smoother than chance, and the report says so.
    expect(found(ask(text)).errors!.noise!.smoothPValue).toBeLessThan(1e-4);
  });

  test("what is no number is left out: a gap, no zero", () => {
    const holes = [10, 11, 12, 150];
    const text = byCode(counted).replaceAll(/\[(\d+),"[^"]*"\]/g, (value, time) =>
      holes.includes((Number(time) - Number(plain[0]!.at)) / 60 - 1) ? `[${time},"NaN"]` : value,
    );
    expect(readPrometheus(text).leftOut).toBe(8);
    const { periods } = ask(text).counted;
    expect(periods).toEqual(plain.filter((_, i) => !holes.includes(i)));
  });
});

describe("latency", () => {
  const counted = minutes({}, 5);
  const requests = byCode(counted);

  test("of quantiles, by their label or as a person says", () => {
    const p50 = series({ quantile: "0.5" }, counted, () => 80);
    const p99 = series({ quantile: "0.99" }, counted, () => 400);
    const labelled = { q: null, answer: answerIn(answer(p50, p99)) };
    const said = [
      { q: 0.5, answer: answerIn(answer({ ...p50, metric: {} })) },
      { q: 0.99, answer: answerIn(answer({ ...p99, metric: {} })) },
    ];
    for (const latency of [[labelled], said]) {
      const what = ask(requests, { latency }, { latency: "ms" }).latency!;
      const { p50, p99 } = what.latency as { p50: number; p99: number };
      expect([p50, p99]).toEqual([expect.closeTo(0.08, 9), expect.closeTo(0.4, 9)]);
    }
  });

  test("of buckets, as counters or as rates: linear inside a bucket", () => {
    const bounds = { "0.05": 0, "0.1": 60, "0.25": 90, "1": 99, "+Inf": 100 };
    const buckets = (name: string, value: (of: number, i: number) => number) =>
      Object.entries(bounds).map(([le, of]) =>
        series({ __name__: name, le }, counted, (_, i) => value(of, i)),
      );
    for (const ones of [
      buckets("latency_bucket", (of, i) => of * (i + 1)),
      buckets("latency:rate1m", (of) => of / 60),
    ]) {
      const latency = [{ q: null, answer: answerIn(answer(...ones)) }];
      const what = ask(requests, { latency }).latency!;
      const quantiles = [
        [0, 0.05],
        [0.6, 0.1],
        [0.9, 0.25],
        [0.99, 1],
      ].map(([q, value]) => [expect.closeTo(q!, 9), value]);
      expect(what.latency).toEqual({ quantiles });
      expect(what.told[0]!.value).toBeCloseTo(0.05 + (0.05 * 0.5) / 0.6, 9);
    }
  });
});

test("what was found runs, and what it makes is what was found", () => {
  const noise = { every: "1m", errorRate: 0.4, memory: 0.5 };
  const first = found(ask(byCode(minutes({ noise }, 3))));
  const document = newScenario(first, "a.json");
  const scenario = parseScenario({ ...document, duration: "5h" });
  expect(simulate(scenario, "canary").outcome).toBe("rolledBack");
  const again = minutes(
    {
      traffic: document["traffic"],
      noise: document["noise"],
      versions: [(document["versions"] as object[])[0]],
    },
    8,
  );
  const second = found(ask(byCode(again)));
  near(second.errors!.rate, first.errors!.rate.value);
  near(second.errors!.noise!.variation, first.errors!.noise!.variation.value);
});

function seconds(text: string): number {
  const [, h = "0", m = "0"] = /^(?:(\d+)h)?(?:(\d+)m)?/.exec(text)!;
  return 3600 * Number(h) + 60 * Number(m);
}

function interpolated(at: readonly number[], values: readonly number[], time: number): number {
  const after = at.findIndex((one) => one > time);
  if (after === 0) return values[0]!;
  if (after < 0) return values.at(-1)!;
  const share = (time - at[after - 1]!) / (at[after]! - at[after - 1]!);
  return values[after - 1]! + share * (values[after]! - values[after - 1]!);
}

function sumOver(of: (time: number) => number): number {
  return Array.from({ length: 300 }, (_, i) => of(60 * i + 30)).reduce((sum, one) => sum + one, 0);
}
