// The checks of a plan as knobs: where the limit is, over how long, how often, how many failures are too many, and who judges.
import { type Fields, fields, items } from "../../scenario/document.ts";
import { readPath, valueAt } from "../../scenario/path.ts";
import type { Seconds } from "../../scenario/types.ts";
import { share } from "../../scenario/units.ts";
import { durations, field, type Knob, percentWord, rungs, seconds, tidy } from "./knob.ts";
import type { Measured } from "./measured.ts";
import type { Wish } from "./types.ts";

/** By what a bad candidate is known from a good one, and for how long there is a chance to. */
export interface Signal {
  readonly stable: Measured;
  readonly good: Measured;
  readonly bad: Measured;
  readonly wish: Wish;
  readonly duration: Seconds;
  readonly scrape: Seconds;
  /** The plan is of a manifest, which knows thresholds alone. */
  readonly imported: boolean;
}

/** Parts of the way from the good candidate's true figure to the bad one's. */
const BETWEEN = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Where both are alike a limit can only keep further away. */
const LOOSER = [1, 1.25, 1.5, 2, 3];
const WINDOWS = [30, 60, 120, 180, 300, 600, 900, 1200];

/** A check for a plan without any. */
export function guard(signal: Signal): Fields {
  return { ...guardedFigure(signal), every: "1m", window: "2m" };
}

/** A metric in which good and bad differ, and a limit half-way between them. */
export function guardedFigure(signal: Signal): Fields {
  const differs = (["errorRate", "latencyP99", "reward"] as const).find(
    (metric) => signal.good[metric] !== signal.bad[metric],
  );
  const metric = differs ?? "errorRate";
  const side = metric === "reward" ? "min" : "max";
  const middle = (signal.good[metric] + signal.bad[metric]) / 2;
  return { metric, [side]: limitWord(metric, middle) };
}

/**
 * @param list   where its checks are in the strategy
 * @param clock  whether the strategy's own clock measures, and counts failures
 */
export function checkKnobs(list: string, base: Fields, signal: Signal, clock: boolean): Knob[] {
  return items(valueAt(base, readPath(list))).flatMap((item, i) => {
    const check = fields(item);
    if (check["dryRun"] === true || typeof check["metric"] !== "string") return [];
    const path = `${list}[${i}]`;
    const judge = judgeOf(check);
    return [
      ...limitKnobs(path, check, signal),
      ...(judge === "threshold" || judge === "twoProportion"
        ? windowed(path, check, signal, clock)
        : []),
      ...(clock ? [] : counted(path, check)),
      ...judgeKnobs(path, check, signal, clock),
    ];
  });
}

/** @param check  at `path`: whatever has a metric and limits */
export function limitKnobs(path: string, check: Fields, signal: Signal): Knob[] {
  return (["max", "min"] as const).flatMap((side) => {
    if (check[side] === undefined) return [];
    const metric = String(check["metric"]);
    const figure = (who: "good" | "bad") => figureOf(signal, who, check);
    const [good, bad] = [figure("good"), figure("bad")];
    if (good === undefined || bad === undefined) return [];
    const word = (value: number) =>
      check["as"] === "ratio" ? tidy(value) : limitWord(metric, value);
    const worse = side === "max" ? bad > good : bad < good;
    const written = readLimit(check[side]);
    if (worse) {
      const ladder = BETWEEN.map((part) => good + part * (bad - good));
      return [
        rungs(
          `${path}.${side}`,
          ladder.toSorted((a, b) => a - b),
          written,
          word,
        ),
      ];
    }
    if (written === undefined || side === "min") return [];
    return [
      rungs(
        `${path}.${side}`,
        LOOSER.map((factor) => factor * written),
        written,
        word,
      ),
    ];
  });
}

/** What a check would measure without chance. */
function figureOf(signal: Signal, who: "good" | "bad", check: Fields): number | undefined {
  const metric = String(check["metric"]) as keyof Measured;
  const [own, against] = [signal[who][metric], signal.stable[metric]];
  if (own === undefined || check["of"] === "stable" || check["of"] === "all") return undefined;
  if (check["than"] !== "stable") return own;
  if (check["as"] !== "ratio") return own - against;
  return against > 0 ? own / against : undefined;
}

function windowed(
  path: string,
  check: Fields,
  { duration: run, scrape, imported }: Signal,
  clock: boolean,
): Knob[] {
  const ladder = WINDOWS.filter((window) => window >= 2 * scrape && window <= run / 2);
  const sizes = [50, 100, 200, 400, 800, 1600];
  return [
    durations(`${path}.window`, ladder, seconds(check["window"])),
    // a clock that ticks on regardless knows no wait for requests, and no manifest does
    ...(clock || imported
      ? []
      : [numbersAt(`${path}.minimumRequests`, sizes, check["minimumRequests"])]),
  ];
}

function counted(path: string, check: Fields): Knob[] {
  const once = path.includes("analysis.checks") && check["count"] === undefined;
  return [
    durations(`${path}.every`, [15, 30, 60, 120, 300], seconds(check["every"]) ?? 60),
    ...(once
      ? []
      : [numbersAt(`${path}.failureLimit`, [0, 1, 2, 3, 4, 6, 9], check["failureLimit"] ?? 0)]),
    ...(check["count"] === undefined
      ? []
      : [numbersAt(`${path}.count`, [1, 2, 3, 5, 8, 12, 20], check["count"])]),
  ];
}

/** Judges of a share that weigh all evidence since the start; sprt knows both rates it must tell apart. */
function judgeKnobs(path: string, check: Fields, signal: Signal, clock: boolean): Knob[] {
  const metric = String(check["metric"]);
  const shares = metric === "errorRate" || metric === "successRate" || metric === "reward";
  const side = check["max"] === undefined ? "min" : "max";
  const both = check["max"] !== undefined && check["min"] !== undefined;
  const [good, bad] = [figureOf(signal, "good", check), figureOf(signal, "bad", check)];
  const apart =
    good !== undefined && bad !== undefined && (side === "max" ? bad > good : bad < good);
  if (clock || signal.imported || !shares || both || !apart || check["than"] !== undefined)
    return [];
  const { falseRollback, catch: wished } = signal.wish;
  const alpha = Math.min(0.2, Math.max(1e-4, falseRollback));
  const beta = Math.min(0.4, Math.max(1e-4, 1 - wished));
  const atRate = good > 0 && good < 1 && bad < 1 && bad > 0;
  const judges: Fields[] = [1, 0.5, 0.2].flatMap((part) => [
    { type: "eProcess", alpha: tidy(alpha * part) },
    ...(atRate
      ? [{ type: "sprt", p1: tidy(bad), alpha: tidy(alpha * part), beta: tidy(beta * part) }]
      : []),
  ]);
  return [
    {
      name: `${path}.judge`,
      values: judges.toSorted((a, b) =>
        a["type"] === b["type"] ? 0 : a["type"] === "sprt" ? -1 : 1,
      ),
      start: -1,
      turn(strategy, judge) {
        const now = fields(valueAt(strategy, readPath(path)));
        const limit = fields(judge)["type"] === "sprt" ? limitWord(metric, good) : now[side];
        const { window: _window, minimumRequests: _least, failureLimit: _limit, ...rest } = now;
        return field(path, [], undefined).turn(strategy, { ...rest, [side]: limit, judge });
      },
    },
  ];
}

function judgeOf({ judge = "threshold" }: Fields): unknown {
  return typeof judge === "string" ? judge : fields(judge)["type"];
}

function numbersAt(path: string, ladder: readonly number[], written: unknown): Knob {
  return rungs(path, ladder, written, (value) => value);
}

function limitWord(metric: string, value: number): string {
  return metric.startsWith("latency") ? `${tidy(value * 1000)}ms` : percentWord(value);
}

/** A limit as written: a share, a duration, or a number. */
function readLimit(written: unknown): number | undefined {
  if (typeof written === "number") return written;
  const read: { success: boolean; data?: number } = share.safeParse(written);
  return read.success ? read.data : seconds(written);
}
