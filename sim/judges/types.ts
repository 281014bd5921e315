// A judge turns what the monitor saw of one metric into a verdict. It sees windows, never the truth.
import type { Monitor, Target } from "../monitor/types.ts";
import type { Check } from "./check.ts";

export interface Judgement {
  /** What was measured; undefined is no data. */
  readonly value: number | undefined;
  /** What it was compared with (stable's figure); undefined when it is absolute or there is no data. */
  readonly against: number | undefined;
  readonly requests: number;
  readonly verdict: "pass" | "fail" | "inconclusive" | "noData";
  /** "error rate 2.1% (21 of 1000) > 1%" */
  readonly reason: string;
}

export interface Judge {
  readonly name: string;
  readonly summary: string;
  /** `subject` is the version (or versions) the check is about, `stable` the index it compares with. */
  judge(check: Check, subject: Target, stable: number, monitor: Monitor): Judgement;
}
