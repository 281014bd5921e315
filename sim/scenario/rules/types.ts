// What a rule is, and what it may know beside the document.
import type { Fields } from "../document.ts";
import type { Finding } from "../explain.ts";
import type { StrategyKind } from "../schema/strategies.ts";

/** What there is to name in a scenario, beside what it defines. */
export interface Known {
  readonly strategies: readonly StrategyKind[];
  /** Built-in metrics. */
  readonly metrics: readonly string[];
}

export type Rule = (document: Fields, known: Known) => Iterable<Finding>;
