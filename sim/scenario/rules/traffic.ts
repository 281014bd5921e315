// What the fields of `traffic` must say of one another.
import { fields, type Fields } from "../document.ts";
import { type Finding, sound } from "../explain.ts";
import { traceTimes } from "../schema/traffic.ts";
import { show } from "../show.ts";
import { positiveDuration, share } from "../units.ts";
import { distinct } from "./ids.ts";
import { ownId, segmentsOf } from "./listed.ts";

/** Shares are sums of decimals, and decimals are not binary. */
const SHARES_TOLERANCE = 1e-9;

export function distinctSegments(document: Fields): Iterable<Finding> {
  return distinct(segmentsOf(document), ["traffic", "segments"], ownId);
}

export function* sharesSumToOne(document: Fields): Iterable<Finding> {
  const segments = segmentsOf(document);
  if (segments.length === 0) return;
  let sum = 0;
  for (const segment of segments) sum += sound(share, fields(segment)["share"]) ?? NaN;
  if (Math.abs(sum - 1) > SHARES_TOLERANCE)
    yield {
      path: ["traffic", "segments"],
      message: `expected shares that sum to 1, got ${Number(sum.toPrecision(12))}`,
    };
}

/** Requests come by a rate or from a trace. */
export function* source(document: Fields): Iterable<Finding> {
  if (document["traffic"] === undefined) return;
  const { rate, arrivals, shape, trace } = fields(document["traffic"]);
  const at = (key: string, message: string): Finding => ({ path: ["traffic", key], message });
  if (trace === undefined) {
    if (arrivals === "trace")
      yield at(
        "trace",
        'expected {"times": [seconds, ...]}, for arrivals are "trace", got nothing',
      );
    else if (rate === undefined && typeof document["traffic"] === "object")
      yield at("rate", 'expected a rate above 0, like "50/s", got nothing');
    return;
  }
  if (arrivals === "poisson" || arrivals === "regular")
    yield at("arrivals", `expected "trace", or no trace, got ${show(arrivals)}`);
  // a rate is let stand, so that a scenario can change between the two by `arrivals` and `trace` alone
  if (shape !== undefined)
    yield at("shape", `expected none beside a trace, which has its own times, got ${show(shape)}`);
  const { file, column, times } = fields(trace);
  if (typeof file === "string" && typeof column === "string" && times === undefined)
    yield at(
      "trace",
      `expected the times written out as {"times": [...]}; only the command line reads files, got ${show(trace)}`,
    );
  if (times === undefined) return;
  const duration = sound(positiveDuration, document["duration"]);
  const [first] = sound(traceTimes, times) ?? [];
  if (duration !== undefined && first !== undefined && first >= duration)
    yield {
      path: ["traffic", "trace", "times"],
      message: `expected at least one time before the end, ${duration}s, got the first at ${first}s`,
    };
}
