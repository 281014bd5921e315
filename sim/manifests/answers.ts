// What a person says a metric measures, where its manifest does not: `--metric NAME=errorRate`. Asked for, never guessed.
import { didYouMean } from "../scenario/nearest.ts";
import { show } from "../scenario/show.ts";
import type { Desk, Measured, Spot } from "./types.ts";

/** What a metric may measure; a unit after a colon says what its numbers are: `latencyP99:ms`, `errorRate:percent`. */
export const MEASURES = [
  "errorRate",
  "successRate",
  "latencyP50",
  "latencyP90",
  "latencyP95",
  "latencyP99",
  "reward",
  "requests",
] as const;

/** What a metric may come to each time, when nothing a scenario knows decides it. */
export const VERDICTS = ["passes", "fails", "inconclusive", "errors"] as const;
export type Says = (typeof VERDICTS)[number];

const TARGETS = ["candidate", "stable", "all"] as const;

/** What the manifest's numbers are multiplied by to be shares, or seconds. */
const UNITS: Readonly<Record<string, { readonly scale: number; readonly latency: boolean }>> = {
  share: { scale: 1, latency: false },
  percent: { scale: 0.01, latency: false },
  s: { scale: 1, latency: true },
  ms: { scale: 0.001, latency: true },
};

export type Answer =
  | { readonly kind: "measured"; readonly measured: Measured }
  | { readonly kind: "verdict"; readonly says: Says };

/** "errorRate, ... latencyP99:ms, reward", for a sentence that asks. */
export const EXAMPLES = `errorRate, successRate, latencyP99:ms, reward, or ${VERDICTS.join(", ")}`;

/**
 * What a person said of a metric; undefined when nothing, or nothing sensible, which is told.
 * @param names  what it may be called, the most particular first: "template/metric", "metric"
 */
export function answerTo(desk: Desk, spot: Spot, names: readonly string[]): Answer | undefined {
  const said = desk.answer(names);
  if (said === undefined) return undefined;
  const answer = parseAnswer(said);
  if (typeof answer !== "string") return answer;
  desk.ask(spot, names.at(-1)!, `--metric ${names.at(-1)!}=${said}: ${answer}`, true);
  return undefined;
}

/** "what does errors measure? Say with --metric errors=METRIC: ..." */
export function questionOf(metric: string): string {
  return `what does ${metric} measure? Say with --metric ${shellWord(metric)}=METRIC: ${EXAMPLES}`;
}

/** A name as a shell takes it. */
export function shellWord(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`;
}

/** An answer, or what is wrong with it. */
export function parseAnswer(said: string): Answer | string {
  const [, word = "", of = "candidate", unit] =
    /^([^@:]*)(?:@([^:]*))?(?::(.*))?$/.exec(said.slice(0, 200)) ?? [];
  const says = VERDICTS.find((known) => known === word);
  if (says !== undefined) return { kind: "verdict", says };
  const metric = MEASURES.find((known) => known === word);
  const words: readonly string[] = [...MEASURES, ...VERDICTS];
  if (metric === undefined)
    return `expected one of ${words.join(", ")}, got ${show(word)}${didYouMean(word, words)}`;
  const target = TARGETS.find((known) => known === of);
  if (target === undefined) return `expected @candidate, @stable or @all, got ${show(`@${of}`)}`;
  const latency = metric.startsWith("latency");
  if (latency && unit === undefined) return `expected its unit too: ${metric}:ms or ${metric}:s`;
  const { scale } = UNITS[unit ?? "share"] ?? {};
  if (scale === undefined || (unit !== undefined && UNITS[unit]!.latency !== latency))
    return `expected a unit like ${latency ? `${metric}:ms` : `${metric}:percent`}, got ${show(unit)}`;
  const whole = `${word} of ${of === "all" ? "the whole service" : of}, as --metric says`;
  return {
    kind: "measured",
    measured: { metric, of: target, window: null, scale, custom: null, says: whole },
  };
}
