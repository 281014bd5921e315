// A metric of an AnalysisTemplate -> a check: what it measures by its query or by what a person says, its conditions as limits, its
// counts as they are.
import type { Fields } from "../scenario/document.ts";
import { show } from "../scenario/show.ts";
import { answerTo } from "./answers.ts";
import { asked, byAssumption, type Judged, outside, VERDICT_OF } from "./argoAnswer.ts";
import { type Conditions, conditionsOf } from "./argoConditions.ts";
import { countsOf, ENDLESS } from "./argoCounts.ts";
import { byKayenta } from "./argoKayenta.ts";
import { formOf, measuredBy } from "./argoLimits.ts";
import type { TemplateMetric } from "./argoTemplates.ts";
import { picker } from "./labelMatch.ts";
import { measure } from "./measure.ts";
import type { Surroundings } from "./promql.ts";
import { Unrecognised } from "./promqlSyntax.ts";
import { at, entries, text, written } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";

export interface ArgoCheck {
  readonly check: Fields;
  /** An entry of `monitor.metrics` it names. */
  readonly custom: Fields | null;
  /** The part of `check` that no manifest says. */
  readonly assumed: Fields | null;
  /** From its start until it has passed; null when it never completes. */
  readonly length: number | null;
}

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

/** A check of this metric where the rollout waits for it: one without a count never completes. */
export function waitedFor({ check, ...rest }: ArgoCheck): ArgoCheck {
  return { ...rest, check: "count" in check ? check : { ...check, count: ENDLESS } };
}
