// What a PromQL query measures, in the lab's words: the error or success rate, or a quantile of latency, over some window, of some
// versions, and how its numbers are scaled. A query is worked out piece by piece, so that the same thing written otherwise is
// understood alike; what is not understood is refused with a reason, never guessed.
import type { Seconds, Share } from "../scenario/types.ts";
import { coverage, type Covers, type Name } from "./coverage.ts";
import { parsePromQL, Unrecognised, type Expression, type Selector } from "./promqlSyntax.ts";
import { counted, isStatus, shareOfAnswers, together, type Counted } from "./statusLabels.ts";

export interface Query {
  readonly measures:
    | { readonly kind: "ratio"; readonly of: "errorRate" | "successRate" }
    | { readonly kind: "quantile"; readonly q: Share };
  readonly of: Covers;
  readonly window: Seconds;
  /** How far behind it is. */
  readonly lag: Seconds;
  /** What it answers is this many times the share, or the latency in seconds: 1, 100 for percent, 1000 for milliseconds. */
  readonly factor: number;
  /** What it answers when there is nothing to count (`or vector(0)`); null: nothing. */
  readonly empty: number | null;
  /** Whose metric: "Istio"; null for a plain one. */
  readonly system: string | null;
  /** What a reader should know of how it was read. */
  readonly notes: readonly string[];
}

export type Recognition =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly reason: string };

/** What has to be known beside the query. */
export interface Surroundings {
  readonly names: readonly Name[];
  /** From one scrape to the next: what `irate` looks at. */
  readonly scrape: Seconds;
}

/** What a query measures, or why that cannot be told. Never throws for what is written in it. */
export function recognise(text: string, around: Surroundings): Recognition {
  try {
    return { ok: true, query: conclude(evaluate(parsePromQL(text), around)) };
  } catch (error) {
    if (error instanceof Unrecognised) return { ok: false, reason: error.message };
    throw error;
  }
}

/** How many requests a second, or in the window, times a number: the sum of a counter's rates. */
interface Rate {
  readonly kind: "rate";
  readonly series: Series;
  readonly counts: Counted;
  readonly times: number;
  /** The labels a sum keeps apart; null without a sum: one value a series. */
  readonly summed: readonly string[] | null;
  /** Whether it is 0 where there is no series. */
  readonly filled: boolean;
}

interface Series {
  /** The counter without what its ending says: istio_requests. */
  readonly stem: string;
  readonly system: string | null;
  readonly of: Covers;
  /** Of a histogram's bucket, how many seconds its unit is; null for a counter of requests. */
  readonly unit: Seconds | null;
  readonly window: Seconds;
  readonly lag: Seconds;
  /** Per second, or how many in the window. */
  readonly perSecond: boolean;
  readonly notes: readonly string[];
}

/** plus + times·x, x a share or seconds. */
interface Measure {
  readonly kind: "measure";
  readonly plus: number;
  readonly times: number;
  readonly query: Omit<Query, "factor" | "empty">;
  readonly empty: number | null;
}

type Value = { readonly kind: "number"; readonly value: number } | Rate | Measure;

function evaluate(of: Expression, around: Surroundings): Value {
  const inside = (part: Expression) => evaluate(part, around);
  switch (of.kind) {
    case "number":
      return of;
    case "selector":
      throw new Unrecognised(
        `${of.name} is read as it stands, without rate(): a gauge, or a metric made elsewhere`,
      );
    case "aggregate":
      return aggregate(of.op, of.by, of.arguments.map(inside));
    case "binary":
      return of.op === "or"
        ? orElse(inside(of.left), of.right)
        : combine(of.op, inside(of.left), inside(of.right));
    case "call":
      return call(of.name, of.arguments, around);
  }
}

function call(name: string, parts: readonly Expression[], around: Surroundings): Value {
  const [first, second] = parts;
  if (["rate", "irate", "increase"].includes(name) && first?.kind === "selector")
    return rate(name, first, around);
  if (name === "histogram_quantile" && first?.kind === "number" && second !== undefined)
    return quantile(first.value, evaluate(second, around));
  if (["scalar", "sort", "sort_desc"].includes(name) && first !== undefined)
    return evaluate(first, around);
  throw new Unrecognised(`${name}() is not read here`);
}

function rate(name: string, selector: Selector, around: Surroundings): Rate {
  if (selector.range === null)
    throw new Unrecognised(`${name}() of ${selector.name} without a range like [1m]`);
  const { of, notes } = coverage(
    selector.matchers.filter((matcher) => !isStatus(matcher)),
    around.names,
  );
  const metric = metricOf(selector);
  const latest = name === "irate" ? ["irate looks at the last two scrapes alone"] : [];
  return {
    kind: "rate",
    series: {
      ...metric,
      of,
      window: name === "irate" ? around.scrape : selector.range,
      lag: selector.offset,
      perSecond: name !== "increase",
      notes: [...notes, ...latest],
    },
    counts: counted(selector.matchers.filter(isStatus)),
    times: 1,
    summed: null,
    filled: false,
  };
}

/** Whose metrics begin like this. */
const SYSTEMS: readonly (readonly [start: RegExp, system: string])[] = [
  [/^istio_/, "Istio"],
  [/^nginx_ingress_/, "NGINX Ingress"],
  [/^(response|request|tcp)_(total|latency)/, "Linkerd"],
  [/^envoy_/, "Envoy"],
  [/^traefik_/, "Traefik"],
  [/^skipper_/, "Skipper"],
  [/^(activator|revision)_/, "Knative"],
  [/^haproxy_/, "HAProxy"],
  [/^grpc_/, "gRPC"],
];
/** What counts requests, by its name. */
const REQUESTS = /request|response|http|grpc|rpc|upstream_rq/i;
/** Histograms whose name does not end in their unit. */
const MILLISECONDS =
  /_(ms|milliseconds|millis)_bucket$|^envoy_cluster_upstream_rq_time_bucket$|_request_latencies_bucket$/;

function metricOf({ name, matchers }: Selector): Pick<Series, "stem" | "system" | "unit"> {
  const within = matchers.find(({ label }) => label === "le");
  if (within !== undefined)
    throw new Unrecognised(
      `counts the requests faster than le=${within.value}; as a quantile it can be a check of its own`,
    );
  if (name.endsWith("_sum"))
    throw new Unrecognised(`${name} adds up latencies: a mean, where quantiles are measured here`);
  if (!REQUESTS.test(name))
    throw new Unrecognised(`${name} does not say by its name that it counts requests`);
  const system = SYSTEMS.find(([start]) => start.test(name))?.[1] ?? null;
  if (!name.endsWith("_bucket"))
    return { stem: name.replace(/_(total|count|xx|completed)$/, ""), system, unit: null };
  const unit = MILLISECONDS.test(name) ? 0.001 : name.endsWith("_seconds_bucket") ? 1 : undefined;
  if (unit === undefined) throw new Unrecognised(`${name} does not say what unit it is in`);
  return { stem: name, system, unit };
}

function aggregate(op: string, by: readonly string[], values: readonly Value[]): Value {
  const [value] = values;
  if (value === undefined || values.length > 1 || value.kind === "number")
    throw new Unrecognised(`${op}() is not read here`);
  if (value.kind === "rate" && value.summed === null) {
    if (op !== "sum") throw new Unrecognised(`${op}() of rates: only their sum counts requests`);
    return { ...value, summed: by };
  }
  if (["sum", "avg", "min", "max"].includes(op)) return value;
  throw new Unrecognised(`${op}() is not read here`);
}

function quantile(q: number, value: Value): Measure {
  if (value.kind !== "rate" || value.series.unit === null)
    throw new Unrecognised("histogram_quantile() of something else than rates of buckets");
  if (!(q >= 0 && q <= 1)) throw new Unrecognised(`expected a quantile in [0, 1], got ${q}`);
  if (value.summed === null)
    throw new Unrecognised("histogram_quantile() without a sum by (le): one value a series");
  const { unit, of, window, lag, system, notes } = value.series;
  const outside = value.summed.filter((label) => label !== "le");
  if (outside.length === value.summed.length && !value.summed[0]?.startsWith("without"))
    throw new Unrecognised("the sum drops the label le, and histogram_quantile() finds no buckets");
  const partial =
    value.counts.answers === null ? [] : ["measures some answers' latency; here all answers' is"];
  return {
    kind: "measure",
    plus: 0,
    times: value.times / unit!,
    empty: null,
    query: {
      measures: { kind: "quantile", q },
      of,
      window,
      lag,
      system,
      notes: [...notes, ...partial, ...apart(outside)],
    },
  };
}

/** A query may answer one value for each value of a label. */
function apart(by: readonly string[]): string[] {
  return by.length === 0 ? [] : [`answers one value for each ${by.join(", ")}; here it is one`];
}

function combine(op: string, a: Value, b: Value): Value {
  if (a.kind === "number")
    return b.kind === "number"
      ? { kind: "number", value: arithmetic(op, a.value, b.value) }
      : byNumber(op, b, a.value, true);
  if (b.kind === "number") return byNumber(op, a, b.value, false);
  if (a.kind === "rate" && b.kind === "rate") {
    if (op === "/") return ratio(a, b);
    if (op === "+" || op === "-") return sum(a, b, op === "+" ? 1 : -1);
  }
  throw new Unrecognised(`${nameOf(a)} ${op} ${nameOf(b)} is not read here`);
}

const nameOf = ({ kind }: Rate | Measure) => (kind === "rate" ? "a rate" : "a share or latency");

function arithmetic(op: string, a: number, b: number): number {
  const value = { "+": a + b, "-": a - b, "*": a * b, "/": a / b }[op];
  if (value === undefined || !Number.isFinite(value))
    throw new Unrecognised(`${a} ${op} ${b} is not read here`);
  return value;
}

/** A value and a number, which stands first or second. */
function byNumber(op: string, value: Rate | Measure, by: number, first: boolean): Value {
  const refuse = () =>
    new Unrecognised(
      /[<>=]/.test(op)
        ? "answers only when it compares as it should: the comparison belongs in the condition"
        : `${first ? `${by} ${op} ${nameOf(value)}` : `${nameOf(value)} ${op} ${by}`} is not read here`,
    );
  const times = op === "*" ? by : op === "/" && !first && by !== 0 ? 1 / by : undefined;
  if (value.kind === "rate") {
    // Without requests it answers nothing, instead of dividing by 0.
    if (op === ">" && by === 0 && !first) return value;
    if (times === undefined) throw refuse();
    return { ...value, times: value.times * times };
  }
  if (times !== undefined) return linear(value, 0, times);
  if (op === "+") return linear(value, by, 1);
  if (op === "-") return first ? linear(value, by, -1) : linear(value, -by, 1);
  throw refuse();
}

function linear(measure: Measure, plus: number, times: number): Measure {
  return {
    ...measure,
    plus: plus + times * measure.plus,
    times: times * measure.times,
    empty: measure.empty === null ? null : plus + times * measure.empty,
  };
}

/** `left or vector(0)`: what is answered where there is nothing to count. */
function orElse(left: Value, right: Expression): Value {
  const [written] = right.kind === "call" && right.name === "vector" ? right.arguments : [right];
  if (written?.kind !== "number")
    throw new Unrecognised("`or` is read only before a number, as in `or vector(0)`");
  if (left.kind === "measure") return { ...left, empty: left.empty ?? written.value };
  if (left.kind === "rate" && written.value === 0) return { ...left, filled: true };
  throw new Unrecognised(`a rate that is ${written.value} where there is nothing to count`);
}

function sum(a: Rate, b: Rate, sign: 1 | -1): Rate {
  sameSeries(a, b);
  if (a.times !== b.times || a.series.window !== b.series.window)
    throw new Unrecognised("adds up rates of different windows or units");
  return { ...a, counts: together(a.counts, b.counts, sign), filled: a.filled || b.filled };
}

/** Same requests, but for how they were answered. */
function sameSeries({ series: a, summed }: Rate, { series: b, summed: other }: Rate): void {
  if (a.unit !== null || b.unit !== null)
    throw new Unrecognised("divides or adds up the buckets of a histogram");
  if (a.stem !== b.stem && (a.system === null || a.system !== b.system))
    throw new Unrecognised(
      `brings ${a.stem} and ${b.stem} together, which may count other requests`,
    );
  if (summed === null || other === null)
    throw new Unrecognised("divides or adds up without sum(): one value a series");
  if (a.of !== b.of) throw new Unrecognised(`brings requests of ${a.of} and of ${b.of} together`);
  if (a.lag !== b.lag) throw new Unrecognised("brings two offsets together");
  if (a.perSecond !== b.perSecond) throw new Unrecognised("brings rates and increases together");
}

function ratio(part: Rate, whole: Rate): Measure {
  sameSeries(part, whole);
  const { of, lag, system, window, perSecond } = whole.series;
  const { of: share, notes } = shareOfAnswers(part.counts, whole.counts);
  const said = [
    ...part.series.notes,
    ...whole.series.notes,
    ...notes,
    ...apart(whole.summed ?? []),
  ];
  if (part.series.window !== window) {
    if (!perSecond) throw new Unrecognised("divides increases over different windows");
    said.push(
      `divides a rate over ${part.series.window}s by one over ${window}s, and is read as the longer`,
    );
  }
  if (share === "errorRate" && !part.filled && !everCounts(part.counts))
    said.push(
      "before the first failure there is no such series, and Prometheus answers nothing; here it is 0",
    );
  return {
    kind: "measure",
    plus: 0,
    times: part.times / whole.times,
    empty: null,
    query: {
      measures: { kind: "ratio", of: share },
      of,
      lag,
      system,
      window: Math.max(window, part.series.window),
      notes: [...new Set(said)],
    },
  };
}

/** Whether it counts successes too, so that there is a series as soon as there are requests. */
function everCounts({ answers, times }: Counted): boolean {
  return answers === null || times.some((n, i) => n !== 0 && answers.kinds[i] === "ok");
}

/** A value in percent or milliseconds is that many times the share or the seconds; a share subtracted from one is the other share. */
function conclude(value: Value): Query {
  if (value.kind === "number") throw new Unrecognised("is a number, and measures nothing");
  if (value.kind === "rate")
    throw new Unrecognised("is how many requests there are, neither a share of them nor a latency");
  const { plus, times, query, empty } = value;
  const { measures } = query;
  if (plus === 0 && times > 0) return { ...query, factor: times, empty };
  if (measures.kind === "ratio" && times < 0 && plus === -times) {
    const of = measures.of === "errorRate" ? "successRate" : "errorRate";
    return { ...query, measures: { kind: "ratio", of }, factor: plus, empty };
  }
  throw new Unrecognised(`is ${plus} + ${times} times a share or latency, which is neither`);
}
