// The numbers of a scenario that the page has a slider for: the candidate's error rate, latency and reward, and the traffic.
import type { Latency } from "../sim/scenario/types.ts";
import { latency as latencyText, percent, rate as rateText } from "./format.ts";
import type { Facts } from "./protocol.ts";

export interface Knob {
  readonly id: string;
  readonly label: string;
  /** What it does, when the label does not say it. */
  readonly hint: string;
  /** As it stands: edited, or as the scenario's file says. */
  readonly value: number;
  readonly written: number;
  readonly low: number;
  readonly high: number;
  /** Whether equal ways are equal differences or equal ratios. */
  readonly scale: "linear" | "log";
  /** Of a linear scale; a log one moves by hundredths of the way. */
  readonly step: number;
  /** The stable version's figure, to compare with. */
  readonly stable: number | null;
  readonly format: (value: number) => string;
  /** What a person typed; undefined when it is no such number. */
  readonly read: (text: string) => number | undefined;
  /** What it sets, in the scenario. */
  readonly paths: readonly string[];
  /** The values that set it, by path. */
  readonly sets: (value: number) => Readonly<Record<string, number>>;
  /** The edits that set it; null is none, when the file says so already. */
  readonly edits: (value: number) => Readonly<Record<string, number | null>>;
}

export function knobs(facts: Facts, edits: Readonly<Record<string, number>>): Knob[] {
  const i = facts.candidate;
  const candidate = facts.versions[i];
  if (candidate === undefined) return [];
  const stable = i === 0 ? null : facts.versions[0]!;
  const now = (path: string, written: number): number => edits[path] ?? written;
  const at = `versions[${i}]`;
  return [
    share({
      id: "errorRate",
      label: "Error rate",
      path: `${at}.errorRate`,
      written: candidate.errorRate,
      value: now(`${at}.errorRate`, candidate.errorRate),
      stable: stable?.errorRate ?? null,
      high: roomy([candidate.errorRate, ...facts.versions.map((v) => v.errorRate)]),
      hint: "share of its requests that fail",
    }),
    // one that is drawn has no figures of its own to set
    ...(drawsLatency(facts, i)
      ? []
      : latencyKnobs(candidate.latency, stable?.latency ?? null, `${at}.latency`, edits)),
    share({
      id: "reward",
      label: "Conversion",
      path: `${at}.reward`,
      written: candidate.reward,
      value: now(`${at}.reward`, candidate.reward),
      stable: stable?.reward ?? null,
      high: roomy(facts.versions.map((v) => v.reward)),
      hint:
        facts.objective === "reward"
          ? "of the requests it answers"
          : "not part of this story's regret",
    }),
    ...trafficKnob(facts.traffic.rate, edits),
  ];
}

/**
 * The one that the story turns on: conversions when those are its objective, else the first in which the candidate is worse than
 * stable, else the error rate.
 */
export function mainKnob(all: readonly Knob[], objective: Facts["objective"]): Knob | undefined {
  if (objective === "reward") return all.find((knob) => knob.id === "reward");
  const worse = all.find(
    (knob) => knob.stable !== null && knob.id !== "reward" && knob.written > knob.stable,
  );
  return worse ?? all[0];
}

function drawsLatency({ uncertain }: Facts, index: number): boolean {
  return (uncertain?.priors ?? []).some(
    ({ version, segment, rate }) => version === index && segment === null && rate === "latency",
  );
}

/** The smallest of a few round tops that leaves room above every figure. */
function roomy(figures: readonly number[]): number {
  const highest = Math.max(...figures);
  return [0.05, 0.1, 0.2, 0.5].find((top) => top >= highest * 2.5) ?? 1;
}

type ShareKnob = Pick<Knob, "id" | "label" | "hint" | "written" | "value" | "stable" | "high"> & {
  readonly path: string;
};

function share({ path, ...knob }: ShareKnob): Knob {
  const high = knob.value > knob.high ? 1 : knob.high;
  return {
    ...knob,
    low: 0,
    high,
    scale: "linear",
    step: high / 100,
    format: percent,
    read: readPercent,
    paths: [path],
    sets: (to) => ({ [path]: to }),
    edits: (to) => ({ [path]: to === knob.written ? null : to }),
  };
}

const latencyForms: readonly { key: string; label: string; hint: string }[] = [
  { key: "p50", label: "Latency p50", hint: "half of its answers come within" },
  { key: "p99", label: "Latency p99", hint: "99 of 100 answers come within" },
  { key: "mean", label: "Mean latency", hint: "exponential" },
  { key: "constant", label: "Latency", hint: "the same for every request" },
];

function latencyKnobs(
  latency: Latency,
  stable: Latency | null,
  path: string,
  edits: Readonly<Record<string, number>>,
): Knob[] {
  const figures = latency as Readonly<Record<string, number>>;
  const others = stable as Readonly<Record<string, number>> | null;
  const keys = latencyForms.filter(({ key }) => typeof figures[key] === "number");
  const value = (key: string): number => edits[`${path}.${key}`] ?? figures[key]!;
  return keys.map(({ key, label, hint }) => {
    const written = figures[key]!;
    // All figures of the form go together: the file may have left them to a default.
    const wanted = (to: number): [string, number][] =>
      keys.map((each) => [each.key, each.key === key ? to : value(each.key)]);
    const low = key === "p99" ? value("p50") : written / 10;
    const high = key === "p50" ? value("p99") : written * 10;
    return {
      id: `latency-${key}`,
      label,
      hint,
      value: value(key),
      written,
      low: Math.min(low, value(key)),
      high: Math.max(high, value(key)),
      scale: "log",
      step: 0,
      stable: others?.[key] ?? null,
      format: latencyText,
      read: readLatency,
      paths: [`${path}.${key}`],
      sets: (to) =>
        Object.fromEntries(wanted(to).map(([each, figure]) => [`${path}.${each}`, figure])),
      edits: (to) => {
        const asWritten = wanted(to).every(([each, figure]) => figure === figures[each]);
        return Object.fromEntries(
          wanted(to).map(([each, figure]) => [`${path}.${each}`, asWritten ? null : figure]),
        );
      },
    };
  });
}

function trafficKnob(written: number | null, edits: Readonly<Record<string, number>>): Knob[] {
  if (written === null) return [];
  const path = "traffic.rate";
  const value = edits[path] ?? written;
  return [
    {
      id: "traffic",
      label: "Traffic",
      hint: "requests per second",
      value,
      written,
      low: Math.min(written / 10, value),
      high: Math.max(written * 10, value),
      scale: "log",
      step: 0,
      stable: null,
      format: rateText,
      read: readRate,
      paths: [path],
      sets: (to) => ({ [path]: to }),
      edits: (to) => ({ [path]: to === written ? null : to }),
    },
  ];
}

/** Positions of a slider on a log scale: fine enough to drag, coarse enough for arrow keys. */
const POSITIONS = 100;

/** Where a knob stands, as a slider's own number, and back. */
export function position(knob: Knob): { value: number; min: number; max: number; step: number } {
  if (knob.scale === "linear")
    return { value: knob.value, min: knob.low, max: knob.high, step: knob.step };
  return { value: along(knob, knob.value) * POSITIONS, min: 0, max: POSITIONS, step: 1 };
}

export function fromPosition(knob: Knob, at: number): number {
  if (knob.scale === "linear") return tidy(at, 6);
  return valueAlong(knob, at / POSITIONS, 2);
}

/** The value at a share of its way, to so many digits. */
export function valueAlong(knob: Knob, way: number, digits: number): number {
  const { low, high, scale } = knob;
  if (way <= 0) return low;
  if (way >= 1) return high;
  return tidy(scale === "linear" ? low + (high - low) * way : low * (high / low) ** way, digits);
}

/** How far along its way a value is, in [0, 1]. */
export function along(knob: Knob, value: number): number {
  const { low, high } = knob;
  const way =
    knob.scale === "linear"
      ? (value - low) / (high - low)
      : Math.log(value / low) / Math.log(high / low);
  return Number.isFinite(way) ? Math.min(1, Math.max(0, way)) : 0;
}

/** Without the digits that only a slider's arithmetic put there. */
function tidy(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function readPercent(text: string): number | undefined {
  const n = numberIn(text.replace(/%\s*$/, ""));
  return n === undefined || n < 0 || n > 100 ? undefined : tidy(n / 100, 12);
}

function readLatency(text: string): number | undefined {
  const match = /^\s*([\d.]+)\s*(ms|s|m)?\s*$/.exec(text);
  const n = numberIn(match?.[1] ?? "");
  if (n === undefined || n <= 0) return undefined;
  return tidy(n * { ms: 0.001, s: 1, m: 60 }[(match?.[2] ?? "ms") as "ms" | "s" | "m"], 12);
}

function readRate(text: string): number | undefined {
  const n = numberIn(text.replace(/\/s\s*$/, ""));
  return n === undefined || n <= 0 ? undefined : n;
}

function numberIn(text: string): number | undefined {
  const n = text.trim() === "" ? NaN : Number(text.replaceAll(",", ""));
  return Number.isFinite(n) ? n : undefined;
}
