// What a query measures, as a check of a scenario can say it: a built-in metric where there is one, otherwise a metric of the
// scenario's own.
import type { Fields } from "../scenario/document.ts";
import { duration, plain } from "../judges/wording.ts";
import { recognise, type Query, type Surroundings } from "./promql.ts";
import { idText } from "./scenario.ts";
import type { Measured } from "./types.ts";

export type Measurement =
  | {
      readonly ok: true;
      readonly measured: Measured;
      readonly notes: readonly string[];
      /** What the query answers when there is nothing to count, in its own unit; null: nothing. */
      readonly empty: number | null;
    }
  | { readonly ok: false; readonly reason: string };

/** @param name  the metric's, in its manifest: a metric of the scenario's own takes its id from it */
export function measure(query: string, name: string, around: Surroundings): Measurement {
  const read = recognise(query, around);
  if (!read.ok) return read;
  const { notes, empty, factor, of, window } = read.query;
  const { metric, custom } = metricOf(read.query, name);
  const measured = { metric, custom, of, window, scale: 1 / factor, says: says(read.query) };
  return { ok: true, measured, notes, empty };
}

const PERCENTILES: Readonly<Record<number, string>> = {
  0.5: "latencyP50",
  0.9: "latencyP90",
  0.95: "latencyP95",
  0.99: "latencyP99",
};

function metricOf(
  { measures, lag }: Query,
  name: string,
): { metric: string; custom: Fields | null } {
  const known = measures.kind === "ratio" ? measures.of : PERCENTILES[measures.q];
  if (known !== undefined && lag === 0) return { metric: known, custom: null };
  const what = measures.kind === "ratio" ? { ratio: measures.of } : { quantile: measures.q };
  // Alike only when they measure alike: metrics of two templates may have one name.
  const kind = measures.kind === "ratio" ? measures.of : `p${plain(measures.q * 100)}`;
  const late = lag === 0 ? "" : `-${plain(lag)}s-ago`;
  const id = `${idText(name, "measured").slice(0, 30)}-${kind}${late}`.slice(0, 64);
  return { metric: id, custom: { id, ...what, ...(lag !== 0 && { lag }) } };
}

const RATIOS = { errorRate: "error rate", successRate: "success rate" } as const;
const WHOSE = { candidate: "the candidate", stable: "stable", all: "the whole service" } as const;

/** "error rate in percent of the candidate, over 1m (Istio)" */
function says({ measures, of, window, lag, factor, system }: Query): string {
  const what =
    measures.kind === "ratio"
      ? RATIOS[measures.of]
      : `${plain(measures.q * 100)}th percentile of latency`;
  const unit = measures.kind === "ratio" ? (factor === 100 ? " in percent" : "") : unitOf(factor);
  const late = lag === 0 ? "" : `, ${duration(lag)} ago`;
  return `${what}${unit} of ${WHOSE[of]}, over ${duration(window)}${late}${system === null ? "" : ` (${system})`}`;
}

const unitOf = (factor: number): string =>
  factor === 1000 ? " in milliseconds" : factor === 1 ? " in seconds" : "";
