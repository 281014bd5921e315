// What `expect` must say: of one run or of many, and of what there is.
import { fields, type Fields } from "../document.ts";
import type { Finding } from "../explain.ts";
import { ODDS_MEANS, ODDS_SHARES, WORDS_OF_ODDS } from "../metrics.ts";
import { type Path, readPath } from "../path.ts";
import { ScenarioError } from "../problem.ts";
import { show } from "../show.ts";
import { reference } from "./ids.ts";
import { expectationsOf, idOf, strategiesOf, versionIds } from "./listed.ts";

export function* expectations(document: Fields): Iterable<Finding> {
  const strategies = strategiesOf(document).flatMap((entry) => {
    const id = idOf(entry);
    return typeof id === "string" ? [id] : [];
  });
  for (const [index, written] of expectationsOf(document).entries()) {
    const path = ["expect", index];
    yield* reference([...path, "strategy"], fields(written)["strategy"], strategies);
    if (isOfOdds(written)) yield* ofOdds(fields(written), path);
    else if (typeof written === "object") yield* ofOneRun(document, fields(written), path);
  }
}

/** Whether an expectation speaks of many runs: one word of theirs is enough. */
function isOfOdds(written: unknown): boolean {
  return WORDS_OF_ODDS.some((word) => fields(written)[word] !== undefined);
}

const OF_ONE_RUN = ["outcome", "version", "before", "after", "metric", "min", "max"];

function* ofOdds(expectation: Fields, path: Path): Iterable<Finding> {
  for (const key of OF_ONE_RUN)
    if (expectation[key] !== undefined)
      yield {
        path: [...path, key],
        message: `expected none where many runs are expected something of, got ${show(expectation[key])}`,
      };
  if (![...ODDS_SHARES, ...ODDS_MEANS].some((name) => expectation[name] !== undefined))
    yield {
      path,
      message: `expected one of ${ODDS_SHARES.join(", ")}, or the mean of a figure, to check, got none`,
    };
  for (const at of Object.keys(fields(expectation["at"])))
    try {
      readPath(at);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      for (const { message } of error.problems) yield { path: [...path, "at", at], message };
    }
}

function* ofOneRun(document: Fields, expectation: Fields, path: Path): Iterable<Finding> {
  const { version, outcome, before, after, metric, min, max } = expectation;
  yield* reference([...path, "version"], version, versionIds(document));
  if (metric === undefined && (min !== undefined || max !== undefined))
    yield {
      path: [...path, "metric"],
      message: "expected the metric that min and max are about, got nothing",
    };
  if (metric !== undefined && min === undefined && max === undefined)
    yield { path, message: `expected min, max or both beside the metric, got neither` };
  if (typeof min === "number" && typeof max === "number" && min > max)
    yield { path: [...path, "min"], message: `expected at most max, ${max}, got ${min}` };
  const conditions = [outcome, version, before, after, metric, min, max];
  if (conditions.every((condition) => condition === undefined))
    yield {
      path,
      message: "expected an outcome, version, before, after or metric to check, got none",
    };
}
