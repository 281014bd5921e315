// What a metric of an AnalysisTemplate measures, and its conditions as limits in the unit of a scenario.
import type { Fields } from "../scenario/document.ts";
import { show } from "../scenario/show.ts";
import { type Judged, outside } from "./argoAnswer.ts";
import type { Conditions } from "./argoConditions.ts";
import { type Form, type Limits, limitsOf, type Verdict, verdictOf } from "./conditionLimits.ts";
import { Unreadable } from "./conditionSyntax.ts";
import type { Desk, Measured, Spot } from "./types.ts";
import { durationText, shareText } from "./words.ts";

/** Its conditions as limits on what is measured; undefined when no limits let through what they do, which is told. */
export function measuredBy(
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

/** How the controller holds a measured value: Prometheus answers with a list of one, the others with the value. */
export function formOf(
  { metric, scale, custom }: Measured,
  vector: boolean,
  empty: number | null,
): Form {
  const most = isShare(metric, custom) ? 1 / scale : Infinity;
  if (!vector) return { wrap: (value) => value, empty, most };
  return { wrap: (value) => [value], empty: empty === null ? [] : [empty], most };
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
