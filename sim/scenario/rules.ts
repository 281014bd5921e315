// What the fields of a scenario must say of one another: ids that exist, sums, pairs that go together. Read from the document as
// written, each rule from the pieces it needs and silent when those are not sound, so that a mistake in one place hides none in
// another. rules/ has them by the section they judge.
import type { Fields } from "./document.ts";
import type { Finding } from "./explain.ts";
import { effects } from "./rules/changes.ts";
import { expectations } from "./rules/expect.ts";
import { limitsOfOwnMetrics } from "./rules/metricLimits.ts";
import { exposures, ownMetrics } from "./rules/monitor.ts";
import {
  distinctStrategies,
  forSoManyVersions,
  referencesOfStrategies,
  twoVersions,
} from "./rules/strategies.ts";
import { distinctSegments, sharesSumToOne, source } from "./rules/traffic.ts";
import type { Known, Rule } from "./rules/types.ts";
import { candidate, copies, distinctVersions, segmentsOfVersions } from "./rules/versions.ts";

/** Every finding of every rule. */
export function checkRules(document: Fields, known: Known): Finding[] {
  return RULES.flatMap((rule) => [...rule(document, known)]);
}

const RULES: readonly Rule[] = [
  distinctVersions,
  copies,
  candidate,
  segmentsOfVersions,
  distinctSegments,
  sharesSumToOne,
  source,
  effects,
  exposures,
  ownMetrics,
  distinctStrategies,
  twoVersions,
  forSoManyVersions,
  referencesOfStrategies,
  limitsOfOwnMetrics,
  expectations,
];
