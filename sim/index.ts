// The library: what a program may use. Everything else may move.
export { parseScenario, readScenario } from "./parse.ts";
export type { ReadScenario } from "./parse.ts";
export type { Problem } from "./scenario/problem.ts";
export { ScenarioError } from "./scenario/problem.ts";
export type { Drawn, Realized } from "./realize.ts";
export { isUncertain, realize } from "./realize.ts";
export type { CompareOptions, Rehearsal } from "./simulate.ts";
export { compare, rehearse, simulate } from "./simulate.ts";
export type { OddsOptions } from "./odds/odds.ts";
export { odds } from "./odds/odds.ts";
export type { AdviseOptions } from "./odds/advise/options.ts";
export type { Advice } from "./odds/advise/types.ts";
export { advise } from "./odds/advise/advise.ts";
export { goodRelease } from "./odds/asStable.ts";
export type {
  Odds,
  OddsPoint,
  PairedDifference,
  ShareEstimate,
  Split,
  Spread,
  StrategyOdds,
} from "./odds/types.ts";
export { LimitError } from "./world/limit.ts";
export { asymptoticRegret } from "./results/asymptoticRegret.ts";
export type {
  Belief,
  BeliefSeries,
  Comparison,
  Decision,
  DecisionKind,
  Evidence,
  EvidenceSeries,
  Measure,
  Outcome,
  RunSummary,
  SegmentSummary,
  Series,
  Standing,
  StandingSeries,
  VersionSeries,
  VersionSummary,
} from "./results/types.ts";
export type {
  Acceptable,
  AcceptableLimit,
  Bounds,
  Change,
  Choice,
  Expectation,
  Incidents,
  Latency,
  LatencyPrior,
  Noise,
  OddsExpectation,
  Pods,
  Prior,
  Scenario,
  Seconds,
  Segment,
  Share,
  SharePrior,
  Story,
  StrategySpec,
  Traffic,
  Uncertainty,
  Version,
} from "./scenario/types.ts";
