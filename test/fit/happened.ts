// What a monitor and a server would have written down of a simulated world, whose truth is known.
import type { Counted } from "../../sim/fit/types.ts";
import { parseScenario, simulate } from "../../sim/index.ts";
import { binomial } from "../../sim/random/binomial.ts";
import { exp, normalQuantile } from "../../sim/random/math.ts";
import { poisson } from "../../sim/random/poisson.ts";
import { type Stream, stream } from "../../sim/random/streams.ts";
import { realize } from "../../sim/realize.ts";
import { Truth } from "../../sim/world/truth.ts";

/** 2026-03-02T08:00:00Z, on a full minute. */
export const BEGIN = 1_772_438_400;

/** Series have so many bins: of a minute, in 5 hours. */
const BINS = 300;
const MINUTE = 60;

export interface Minute {
  readonly requests: number;
  readonly errors: number;
}

const TRUTH = {
  duration: "5h",
  traffic: { rate: "20/s" },
  versions: [{ id: "only", errorRate: "1%", latency: { p50: "80ms", p99: "400ms" } }],
  strategies: [{ type: "stay" }],
};

/** What came and failed, minute by minute, in a world like `TRUTH` but for `fields`. */
export function minutes(fields: object, seed: number): Minute[] {
  const scenario = parseScenario({ ...TRUTH, ...fields });
  const { series } = simulate(scenario, "stay", seed, { series: true });
  const { requests, errors } = Object.values(series!.byVersion)[0]!;
  return Array.from({ length: BINS }, (_, i) => ({ requests: requests[i]!, errors: errors[i]! }));
}

/** As `minutes`, of one version, drawn by its rates and not request by request: for tests that need many. */
export function drawnMinutes(fields: object, seed: number) {
  const { scenario } = realize(parseScenario({ ...TRUTH, ...fields }), seed);
  const truth = new Truth(scenario);
  const random = stream(seed, "minutes");
  const periods = Array.from({ length: scenario.duration / MINUTE }, (_, i) => {
    truth.advance(i * MINUTE);
    const requests = poisson(scenario.traffic.rate! * MINUTE, random);
    const errors = binomial(requests, truth.errorRate[0]!, random);
    return { at: BEGIN + i * MINUTE, requests, errors };
  });
  return { every: MINUTE, periods } satisfies Counted;
}

type Values = readonly (readonly [time: number, value: string])[];

/** The answer of a range query. */
export function answer(
  ...result: readonly { readonly metric: Record<string, string>; readonly values: Values }[]
): string {
  return JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
}

/** One series: a value at the end of each minute. */
export function series(
  metric: Record<string, string>,
  counted: readonly Minute[],
  value: (minute: Minute, index: number) => number,
): { metric: Record<string, string>; values: Values } {
  const values = counted.map(
    (minute, i) => [BEGIN + (i + 1) * MINUTE, String(value(minute, i))] as const,
  );
  return { metric, values };
}

/** Requests per second by status code, as `sum by (code) (rate(requests_total[1m]))` answers. */
export function byCode(counted: readonly Minute[]): string {
  return answer(
    series({ code: "200" }, counted, ({ requests, errors }) => (requests - errors) / MINUTE),
    series({ code: "503" }, counted, ({ errors }) => errors / MINUTE),
  );
}

/** A counter of what is counted, that starts again at 0 after each of `resets`. */
export function counter(
  metric: Record<string, string>,
  counted: readonly Minute[],
  of: (minute: Minute) => number,
  resets: readonly number[] = [],
): { metric: Record<string, string>; values: Values } {
  let total = 1000;
  return series(metric, counted, (minute, i) => {
    if (resets.includes(i)) total = 0;
    return (total += of(minute));
  });
}

const SPREAD = Math.log(400 / 80) / normalQuantile(0.99, 0.01);

/** A log-normal latency with the quantiles of `TRUTH`, seconds. */
function latency(random: Stream): number {
  const u = random();
  return 0.08 * exp(SPREAD * normalQuantile(Math.max(u, 1e-9), Math.max(1 - u, 1e-9)));
}

/** A row a request, in the order of minutes. */
export function log(
  counted: readonly Minute[],
  seed: number,
  header: string,
  row: (time: number, status: number, latency: number) => string,
): string {
  const random = stream(seed, "log");
  const rows = counted.flatMap(({ requests, errors }, i) =>
    Array.from({ length: requests }, (_, k) =>
      row(BEGIN + i * MINUTE + random() * MINUTE, k < errors ? 500 : 200, latency(random)),
    ),
  );
  return `${header}\n${rows.join("\n")}\n`;
}
