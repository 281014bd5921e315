// What a seed drew of an uncertain scenario, in words: "candidate's error rate 3.1%, 2 incidents".
import type { Latency, Prior, Scenario } from "../scenario/types.ts";
import type { Drawn } from "../uncertainty/types.ts";
import { countText, latencyText, percentText, pluralText } from "./words.ts";

/**
 * @param drawn     as a comparison has it
 * @param scenario  the one it was drawn of
 * @returns         a phrase for each rate, and one for all incidents; empty for a certain scenario
 */
export function drawnText(
  drawn: readonly Drawn[],
  { versions, uncertain }: Pick<Scenario, "versions" | "uncertain">,
): string {
  if (uncertain === null) return "";
  const { priors, incidents, noise } = uncertain;
  const rates = priors.map((prior, i) => rateText(prior, versions[prior.version]!.id, drawn[i]!));
  const begun = drawn.slice(priors.length).reduce((sum, { value }) => sum + value, 0);
  return [
    ...rates,
    ...(incidents.length > 0 ? [begun === 0 ? "no incident" : pluralText(begun, "incident")] : []),
    ...(noise === null ? [] : ["noise"]),
  ].join(", ");
}

const CHOICE = /^versions\[(\d+)\](?:\.bySegment\.(.*))?\.latency\.choice$/;

/**
 * What one thing came to, where its place is told beside it.
 * @param drawn  its place, and the number that tells it
 * @returns      "3.1%", "p50 80 ms and p99 1 s"; of incidents how many
 */
export function drawnValueText(
  { path, value }: Drawn,
  { uncertain }: Pick<Scenario, "uncertain">,
): string {
  if (path.startsWith("incidents[")) return countText(value);
  const [, version, segment = null] = CHOICE.exec(path) ?? [];
  if (version === undefined) return percentText(value);
  const prior = uncertain?.priors.find(
    (one) => one.rate === "latency" && one.version === Number(version) && one.segment === segment,
  );
  return prior?.rate === "latency" ? formText(prior.from.choice[value]![1]) : countText(value);
}

function rateText(prior: Prior, id: string, { value }: Drawn): string {
  const whose = `${id}'s`;
  const where = prior.segment === null ? "" : ` in ${prior.segment}`;
  if (prior.rate === "latency")
    return `${whose} latency${where} ${formText(prior.from.choice[value]![1])}`;
  return `${whose} ${prior.rate === "reward" ? "reward" : "error rate"}${where} ${percentText(value)}`;
}

function formText(latency: Latency): string {
  if ("constant" in latency) return latencyText(latency.constant);
  if ("mean" in latency) return `${latencyText(latency.mean)} on average`;
  if ("p50" in latency)
    return `p50 ${latencyText(latency.p50)} and p99 ${latencyText(latency.p99)}`;
  const { quantiles } = latency;
  return `${latencyText(quantiles[0]![1])} to ${latencyText(quantiles.at(-1)![1])}`;
}
