// A metric of an AnalysisTemplate -> a check: what it measures by its query or by what a person says, its conditions as limits, its
// counts as they are.
import type { Fields } from "../scenario/document.ts";
import { show } from "../scenario/show.ts";
import { answerTo, parseAnswer, type Says, shellWord } from "./answers.ts";
import type { TemplateMetric } from "./argoTemplates.ts";
import { type Form, type Limits, limitsOf, type Verdict, verdictOf } from "./conditionLimits.ts";
import { type Expression, parseCondition, Unreadable } from "./conditionSyntax.ts";
import { picker } from "./labelMatch.ts";
import { measure } from "./measure.ts";
import type { Surroundings } from "./promql.ts";
import { Unrecognised } from "./promqlSyntax.ts";
import { at, entries, seconds, text, whole, written } from "./spot.ts";
import type { Desk, Measured, Spot } from "./types.ts";
import { durationText, shareText } from "./words.ts";

export interface ArgoCheck {
  readonly check: Fields;
  /** An entry of `monitor.metrics` it names. */
  readonly custom: Fields | null;
  /** The part of `check` that no manifest says. */
  readonly assumed: Fields | null;
  /** From its start until it has passed; null when it never completes. */
  readonly length: number | null;
}

/** The most measurements there can be: those of a check that never completes where completing is waited for. */
const ENDLESS = 100_000;
/** The shortest `every` there is. */
const SHORTEST = 1;

/** Providers that measure traffic in a language that is not read here. */
const MEASURING = [
  "datadog",
  "newRelic",
  "wavefront",
  "cloudWatch",
  "graphite",
  "influxdb",
  "skywalking",
];
/** Providers whose answer has nothing to do with traffic. */
const OUTSIDE = ["web", "job", "plugin"];

/** A metric as a check; undefined when it cannot be one, which is told. */
export function checkOf(
  desk: Desk,
  { metric, template, dryRun }: TemplateMetric,
  around: Surroundings,
): ArgoCheck | undefined {
  const name = text(desk, at(metric, "name"));
  if (name === undefined || name === "") {
    desk.problem(metric, "expected a name");
    return undefined;
  }
  const counts = countsOf(desk, metric);
  const conditions = conditionsOf(desk, metric);
  const judged = judgedBy(desk, metric, [`${template.name}/${name}`, name], conditions, around);
  if (judged === undefined) return undefined;
  const { fields, custom, assumed } = judged;
  const dry = dryRun.some((pattern) => matches(desk, pattern, name));
  const check = {
    name: name.slice(0, 100),
    ...fields,
    ...counts.fields,
    ...(dry && { dryRun: true }),
  };
  return { check, custom, assumed, length: counts.length };
}

/** Argo matches names of dry runs anywhere in a name, by regular expression. */
function matches(desk: Desk, pattern: Spot, name: string): boolean {
  const value = text(desk, pattern);
  if (value === undefined) return false;
  try {
    return picker({ label: "metricName", op: "=~", value: `.*(?:${value}).*` })(name);
  } catch (error) {
    if (!(error instanceof Unrecognised)) throw error;
    desk.problem(pattern, error.message);
    return false;
  }
}

/** How often, how many, and how many bad ones: fields of the check as far as they are written. */
function countsOf(desk: Desk, metric: Spot): { fields: Fields; length: number | null } {
  const read = (key: string, least = 0) =>
    whole(desk, at(metric, key), { least, most: ENDLESS, quoted: true });
  const interval = seconds(desk, at(metric, "interval"), false);
  const delay = seconds(desk, at(metric, "initialDelay"), false);
  const count = read("count");
  const limits = {
    failureLimit: read("failureLimit", -1),
    inconclusiveLimit: read("inconclusiveLimit"),
    consecutiveErrorLimit: read("consecutiveErrorLimit"),
    consecutiveSuccessLimit: read("consecutiveSuccessLimit") || undefined,
  };
  refuseCounts(desk, metric, { interval, count, ...limits });
  if (interval !== undefined && interval < SHORTEST)
    desk.mark(
      at(metric, "interval"),
      "unsupported",
      `at least ${SHORTEST}s: measured less often than it says`,
    );
  // Without an interval there is one measurement, without a count there is no end.
  const effective = count || (interval === undefined ? 1 : null);
  const every = interval === undefined ? undefined : Math.max(interval, SHORTEST);
  // A limit above the only measurement is as good as one at it: neither is ever passed.
  if (count === undefined && effective === 1)
    for (const key of ["failureLimit", "inconclusiveLimit"] as const)
      limits[key] = limits[key] === undefined ? undefined : Math.min(limits[key], 1);
  const fields = {
    ...(every !== undefined && { every: durationText(every) }),
    ...(delay !== undefined && { delay: durationText(delay) }),
    ...(effective !== null && { count: effective }),
    ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
  };
  const times = limits.consecutiveSuccessLimit ?? effective;
  return { fields, length: times === null ? null : (delay ?? 0) + (times - 1) * (every ?? 0) };
}

interface Counts {
  readonly interval: number | undefined;
  readonly count: number | undefined;
  readonly failureLimit: number | undefined;
  readonly inconclusiveLimit: number | undefined;
  readonly consecutiveSuccessLimit: number | undefined;
}

/** What Argo's own validation of a metric refuses. */
function refuseCounts(desk: Desk, metric: Spot, counts: Counts): void {
  const {
    interval,
    count = 0,
    failureLimit = 0,
    inconclusiveLimit = 0,
    consecutiveSuccessLimit = 0,
  } = counts;
  if (count > 1 && interval === undefined && !written(at(metric, "interval")))
    desk.problem(at(metric, "count"), `expected an interval beside a count of ${count}`);
  if (failureLimit === -1 && consecutiveSuccessLimit === 0)
    desk.problem(
      at(metric, "failureLimit"),
      "expected consecutiveSuccessLimit beside -1: nothing could end it",
    );
  if (count === 0 && interval === undefined && consecutiveSuccessLimit > 0)
    desk.problem(
      at(metric, "consecutiveSuccessLimit"),
      "expected an interval beside it: one measurement is all there is",
    );
  const least = Math.max(failureLimit, 0) + consecutiveSuccessLimit;
  if (count > 0 && count < least)
    desk.problem(
      at(metric, "count"),
      `expected at least failureLimit + consecutiveSuccessLimit (${least}), got ${count}`,
    );
  if (count > 0 && count < inconclusiveLimit)
    desk.problem(
      at(metric, "count"),
      `expected at least inconclusiveLimit (${inconclusiveLimit}), got ${count}`,
    );
}

interface Conditions {
  readonly success: Expression | null;
  readonly failure: Expression | null;
  /** Where to complain of them together. */
  readonly spot: Spot;
  /** Whether either cannot be read, which has been told. */
  readonly broken: boolean;
}

function conditionsOf(desk: Desk, metric: Spot): Conditions {
  let broken = false;
  const read = (key: string): Expression | null => {
    const spot = at(metric, key);
    const condition = text(desk, spot);
    if (condition === undefined || condition.trim() === "") return null;
    try {
      return parseCondition(condition);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      desk.problem(
        spot,
        `expected a condition like result[0] >= 0.95; ${show(condition)} ${error.message}`,
      );
      broken = true;
      return null;
    }
  };
  const [success, failure] = [read("successCondition"), read("failureCondition")];
  const spot = at(
    metric,
    success === null && failure !== null ? "failureCondition" : "successCondition",
  );
  return { success, failure, spot, broken };
}

interface Judged {
  readonly fields: Fields;
  readonly custom: Fields | null;
  readonly assumed: Fields | null;
}

/** What is measured and how it is judged; undefined when that is not known, which is told. */
function judgedBy(
  desk: Desk,
  metric: Spot,
  names: readonly string[],
  conditions: Conditions,
  around: Surroundings,
): Judged | undefined {
  const provider = at(metric, "provider");
  const given = entries(provider).filter(([, spot]) => written(spot));
  const [first] = given;
  if (first === undefined || given.length > 1) {
    const got = given.map(([key]) => key).join(" and ") || "none";
    desk.problem(given.length > 1 ? provider : metric, `expected exactly one provider, got ${got}`);
    return undefined;
  }
  const [kind, spot] = first;
  if (kind === "kayenta") return byKayenta(desk, spot, names);
  const answer = answerTo(desk, spot, names);
  if (conditions.broken) return undefined;
  if (answer?.kind === "verdict") return outside(VERDICT_OF[answer.says], false);
  if (answer?.kind === "measured") {
    desk.mark(spot, "modelled", answer.measured.says);
    const vector = kind === "prometheus";
    return measuredBy(
      desk,
      answer.measured,
      conditions,
      formOf(answer.measured, vector, null),
      spot,
    );
  }
  if (kind === "prometheus") return byQuery(desk, spot, names, conditions, around);
  if (OUTSIDE.includes(kind)) return byAssumption(desk, spot, names, conditions);
  const why = MEASURING.includes(kind)
    ? `${kind} is not asked here`
    : `${show(kind)} is no provider known here`;
  return asked(desk, spot, names, why);
}

function asked(desk: Desk, spot: Spot, names: readonly string[], why: string): undefined {
  // An answer that is none was told already.
  if (desk.answer(names) === undefined) desk.ask(spot, names.at(-1)!, why);
  desk.mark(spot, "unsupported", why);
  return undefined;
}

function byQuery(
  desk: Desk,
  spot: Spot,
  names: readonly string[],
  conditions: Conditions,
  around: Surroundings,
): Judged | undefined {
  const query = at(spot, "query");
  const written = text(desk, query);
  if (written === undefined) {
    desk.problem(spot, "expected a query");
    return undefined;
  }
  const read = measure(written, names.at(-1)!, around);
  if (!read.ok) return asked(desk, query, names, `the query is not understood: ${read.reason}`);
  desk.mark(query, "modelled", read.measured.says);
  for (const note of read.notes) desk.note(`${names.at(-1)}: ${note}`, query);
  return measuredBy(
    desk,
    read.measured,
    conditions,
    formOf(read.measured, true, read.empty),
    query,
  );
}

/** How the controller holds a measured value: Prometheus answers with a list of one, the others with the value. */
function formOf({ metric, scale, custom }: Measured, vector: boolean, empty: number | null): Form {
  const share =
    custom === null ? /^(errorRate|successRate|reward)$/.test(metric) : "ratio" in custom;
  const most = share ? 1 / scale : Infinity;
  if (!vector) return { wrap: (value) => value, empty, most };
  return { wrap: (value) => [value], empty: empty === null ? [] : [empty], most };
}

function measuredBy(
  desk: Desk,
  { metric, of, window, scale, custom }: Measured,
  { success, failure, spot }: Conditions,
  form: Form,
  provider: Spot,
): Judged | undefined {
  if (success === null && failure === null) {
    desk.note("it has no condition: every measurement with an answer passes", provider);
    return outside("pass", false);
  }
  try {
    const { limits, noData } = limitsOf({ success, failure }, form);
    if (typeof limits === "string") {
      desk.note(`every measurement comes to the same by its condition: ${SAID[limits]}`, spot);
      return outside(limits, false);
    }
    if (Array.isArray(form.empty) && form.empty.length === 0)
      tellOfNaN(desk, { success, failure }, noData);
    const fields = {
      metric,
      ...(of !== "candidate" && { of }),
      ...scaled(limits, scale, textOf(metric, custom)),
      ...(window !== null && { window: durationText(window) }),
      ...(noData !== "error" && { noData }),
    };
    return { fields, custom, assumed: null };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    desk.problem(
      spot,
      `expected a condition that limits let through; ${show(spot.value)} ${error.message}`,
    );
    return undefined;
  }
}

/** Prometheus answers a ratio without requests by nothing while there are no series yet, and by NaN from then on. */
function tellOfNaN(
  desk: Desk,
  conditions: Pick<Conditions, "success" | "failure">,
  noData: Verdict,
): void {
  const nan = verdictOf(conditions, [NaN]);
  if (nan !== noData)
    desk.note(
      `a window without requests: Prometheus answers nothing before the first request, which is ${SAID[noData]}, and NaN later, which would be ${SAID[nan]}; here it is ${SAID[noData]} always (noData)`,
    );
}

const SAID: Readonly<Record<Verdict, string>> = {
  pass: "a pass",
  fail: "a failure",
  inconclusive: "inconclusive",
  error: "an error",
};

/** Limits in the scenario's unit. */
function scaled({ min, max, inconclusive }: Limits, scale: number, say: Say): Fields {
  const one = (key: string, value: number | undefined) =>
    value === undefined ? {} : { [key]: say(inUnit(value, scale)) };
  const band = inconclusive && { ...one("min", inconclusive.min), ...one("max", inconclusive.max) };
  return { ...one("min", min), ...one("max", max), ...(band && { inconclusive: band }) };
}

type Say = (value: number) => number | string;

/** How a limit of this metric is written. */
function textOf(metric: string, custom: Fields | null): Say {
  if (isShare(metric, custom)) return shareText;
  return metric === "requests" ? (value) => value : durationText;
}

function isShare(metric: string, custom: Fields | null): boolean {
  return custom === null ? /^(errorRate|successRate|reward)$/.test(metric) : "ratio" in custom;
}

/** Largest number a limit may be, whatever it limits: above any latency and any count of requests in a window. */
const MOST = 3e8;

/** Divided rather than multiplied where that is exact: 95 percent is 0.95. */
function inUnit(value: number, scale: number): number {
  const parts = Math.round(1 / scale);
  const exact = scale < 1 && Math.abs(parts * scale - 1) < 1e-9;
  return Math.min(MOST, exact ? value / parts : value * scale);
}

const VERDICT_OF: Readonly<Record<Says, Verdict>> = {
  passes: "pass",
  fails: "fail",
  inconclusive: "inconclusive",
  errors: "error",
};

/** A check whose answer the scenario gives. */
function outside(verdict: Verdict, isAssumed: boolean): Judged {
  const judge = { type: "given", verdict: verdict === "error" ? "noData" : verdict };
  return { fields: { judge }, custom: null, assumed: isAssumed ? judge : null };
}

/**
 * An answer from outside is assumed, and said to be: one that no condition is about (inconclusive) when the metric says both what is
 * good and what is bad, for most answers are neither; otherwise a pass.
 */
function byAssumption(
  desk: Desk,
  spot: Spot,
  names: readonly string[],
  { success, failure }: Conditions,
): Judged {
  const neither = success !== null && failure !== null;
  const name = names.at(-1)!;
  const assumed = neither
    ? "inconclusive, for neither its successCondition nor its failureCondition is about an answer nobody knows"
    : "a pass";
  desk.note(
    `${name}: what is answered from outside is assumed to be ${assumed}; --metric ${shellWord(name)}=${neither ? "passes" : "fails"} and the like change that`,
    spot,
  );
  return outside(neither ? "inconclusive" : "pass", true);
}

/** Which change of a metric is bad, for Kayenta's judge. */
const WORSE: Readonly<Record<string, "decrease">> = { successRate: "decrease", reward: "decrease" };

/** Kayenta's own judge, on the metrics a person says its configuration has: `--metric NAME=errorRate,latencyP99`. */
function byKayenta(desk: Desk, spot: Spot, names: readonly string[]): Judged | undefined {
  const said = desk.answer(names);
  if (said === undefined)
    return asked(
      desk,
      spot,
      names,
      "which metrics Kayenta compares is in its configuration, not here (several with commas)",
    );
  const answers = said
    .split(",")
    .map((one) => parseAnswer(/^latency\w+$/.test(one) ? `${one}:s` : one));
  const [first] = answers;
  if (
    first !== undefined &&
    typeof first !== "string" &&
    first.kind === "verdict" &&
    answers.length === 1
  )
    return outside(VERDICT_OF[first.says], false);
  const metrics = answers.flatMap((answer) => {
    if (typeof answer !== "string" && answer.kind === "measured") {
      const { metric } = answer.measured;
      return [{ metric, direction: WORSE[metric] ?? "increase" }];
    }
    const wrong = typeof answer === "string" ? answer : "expected metrics, or one verdict";
    desk.ask(spot, names.at(-1)!, `--metric ${names.at(-1)!}=${said}: ${wrong}`, true);
    return [];
  });
  if (metrics.length < answers.length) return undefined;
  const pass = whole(desk, at(spot, "threshold", "pass"), { most: 100 });
  const marginal = whole(desk, at(spot, "threshold", "marginal"), { most: 100 });
  const thresholds = {
    ...(pass !== undefined && { pass }),
    ...(marginal !== undefined && { marginal }),
  };
  return {
    fields: { judge: { type: "kayenta", metrics, ...thresholds } },
    custom: null,
    assumed: null,
  };
}

/** A check of this metric where the rollout waits for it: one without a count never completes. */
export function waitedFor({ check, ...rest }: ArgoCheck): ArgoCheck {
  return { ...rest, check: "count" in check ? check : { ...check, count: ENDLESS } };
}
