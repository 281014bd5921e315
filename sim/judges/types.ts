// A judge turns what the monitor saw of one check into a verdict. It sees windows, never the truth.
import type { ZodObject } from "zod";
import type { Monitor, Watch } from "../monitor/types.ts";
import type { Stream } from "../random/streams.ts";
import type { Sentence, Standing } from "../results/types.ts";
import type { Seconds } from "../scenario/types.ts";
import type { CheckConfig } from "./check.ts";
import type { Cast } from "./metrics.ts";

export interface Judgement {
  /** What was measured; undefined is no data. */
  readonly value: number | undefined;
  /** What it was compared with (stable's figure); undefined when it is absolute or there is no data. */
  readonly against: number | undefined;
  readonly requests: number;
  /** `undecided`: not yet enough to say anything; it counts nowhere, and is measured again. */
  readonly verdict: "pass" | "fail" | "inconclusive" | "noData" | "undecided";
  /** "error rate 2.1% (21 of 1000) > 1%" */
  readonly reason: Sentence;
  /** Where its statistic stands, for a judge that computes one. */
  readonly standing?: Standing;
}

/** Judges the same check again and again; it may remember what it saw, since it began. */
export type Judging = (monitor: Monitor) => Judgement;

/** What a judge knows of the rollout. */
export interface Setting extends Cast {
  /** The monitor's default window. */
  readonly window: Seconds;
  readonly duration: Seconds;
  random(name: string): Stream;
}

/** A judge made ready for one check of one rollout. */
export interface Ready {
  /** What the monitor must keep for it. */
  readonly watches: readonly Watch[];
  /** Whose figure it judges, in words: "error rate". */
  readonly label: string;
  /** Begins anew: what came before is history. */
  begin(): Judging;
}

export interface Wrong {
  readonly path: readonly string[];
  readonly message: string;
}

export interface Judge<C> {
  readonly name: string;
  readonly summary: string;
  /** What it computes, in the source's symbols: "value > max or value < min". */
  readonly formula: string;
  /** Where it comes from: a paper, a system's source. */
  readonly source: string;
  /** Its own parameters, a strict object with `.describe()`d fields: the parser, the JSON schema and the lists read it. */
  readonly config: ZodObject;
  /** Whether a check it judges names a metric; otherwise its parameters say what it looks at. */
  readonly metric: boolean;
  /** Whether that check has limits (max, min) of its own. */
  readonly limits: boolean;
  /** Default of a check's `inconclusiveLimit`; 0 when left out. */
  readonly inconclusiveLimit?: number;
  /** What is wrong with a check, beyond what single fields can say: where, and what was expected. */
  problems?(check: CheckConfig): readonly Wrong[];
  /** @throws ScenarioError when only the length of the run shows something wrong */
  ready(parameters: C, check: CheckConfig, setting: Setting): Ready;
}
