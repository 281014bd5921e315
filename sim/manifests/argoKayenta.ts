// Kayenta's own judge as a provider: what it compares is in a configuration that no manifest has.
import { parseAnswer } from "./answers.ts";
import { asked, type Judged, outside, VERDICT_OF } from "./argoAnswer.ts";
import { at, whole } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";

/** Which change of a metric is bad, for Kayenta's judge. */
const WORSE: Readonly<Record<string, "decrease">> = { successRate: "decrease", reward: "decrease" };

/** Kayenta's own judge, on the metrics a person says its configuration has: `--metric NAME=errorRate,latencyP99`. */
export function byKayenta(desk: Desk, spot: Spot, names: readonly string[]): Judged | undefined {
  const said = desk.answer(names);
  if (said === undefined)
    return asked(
      desk,
      spot,
      names,
      "which metrics Kayenta compares is in its configuration, not here (several with commas)",
    );
  const answers = said
    .split(",")
    .map((one) => parseAnswer(/^latency\w+$/.test(one) ? `${one}:s` : one));
  const [first] = answers;
  if (
    first !== undefined &&
    typeof first !== "string" &&
    first.kind === "verdict" &&
    answers.length === 1
  )
    return outside(VERDICT_OF[first.says], false);
  const metrics = answers.flatMap((answer) => {
    if (typeof answer !== "string" && answer.kind === "measured") {
      const { metric } = answer.measured;
      return [{ metric, direction: WORSE[metric] ?? "increase" }];
    }
    const wrong = typeof answer === "string" ? answer : "expected metrics, or one verdict";
    desk.ask(spot, names.at(-1)!, `--metric ${names.at(-1)!}=${said}: ${wrong}`, true);
    return [];
  });
  if (metrics.length < answers.length) return undefined;
  const pass = whole(desk, at(spot, "threshold", "pass"), { most: 100 });
  const marginal = whole(desk, at(spot, "threshold", "marginal"), { most: 100 });
  const thresholds = {
    ...(pass !== undefined && { pass }),
    ...(marginal !== undefined && { marginal }),
  };
  return {
    fields: { judge: { type: "kayenta", metrics, ...thresholds } },
    custom: null,
    assumed: null,
  };
}
