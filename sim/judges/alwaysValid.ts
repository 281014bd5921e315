// A share held against a limit, or against stable's, in a way that stays honest however often it is looked at.
//
// Against stable each share has a confidence sequence of its own, exact at any counts. One of their difference is a normal
// approximation, and does not hold for what checks guard: while few of a small candidate's requests have failed, its standard error
// is far too small, and it passes what is not within. Exactness costs requests here; the judge eProcess is exact and needs fewer.
import * as z from "zod";
import { properShare } from "../scenario/units.ts";
import { confidenceSequence, type Interval } from "../statistics/bernoulliSequence.ts";
import { boundary, type Margin } from "../statistics/margin.ts";
import { judgeByEvidence, patience, type Testing } from "./evidence.ts";
import { limitEvidence } from "./limitEvidence.ts";
import { marginOf, type Limit } from "./standing.ts";
import { percent, plain } from "./wording.ts";

const config = z.strictObject({
  alpha: properShare
    .prefault(0.05)
    .describe("Chance of ever failing what is within its limits, and of ever passing what is not."),
  ...patience,
});
type AlwaysValid = z.output<typeof config>;

export const alwaysValid = judgeByEvidence<AlwaysValid>({
  name: "alwaysValid",
  summary: "Fails or passes a share once the evidence is enough, and may be asked at any time.",
  formula:
    "e = B(1 + S, 1 + n - S) / (p^S (1 - p)^(n - S)) restricted to beyond the limit p, fails above 1 / alpha; against stable, all p with e < 2 / alpha of both",
  source:
    "mixture evidence (Robbins 1970, Ville 1939) for a limit; against stable, two confidence sequences (Howard et al. 2021)",
  config,
  start({ alpha }, check, limit) {
    return check.than === null
      ? heldAgainst(limit, alpha)
      : comparing(marginOf(check, limit), limit.side, alpha);
  },
});

const sure = (alpha: number): string => `, sure at any look (alpha ${percent(alpha)})`;

function heldAgainst(limit: Limit, alpha: number): Testing {
  return {
    stand: ({ candidate }) => limitEvidence(candidate, limit, alpha),
    say: (verdict, words) => (verdict === "undecided" ? words : `${words}${sure(alpha)}`),
  };
}

/** By what both shares can be: each in its own confidence sequence, of half the alpha. */
function comparing(margin: Margin, side: Limit["side"], alpha: number): Testing {
  let ours: Interval;
  let theirs: Interval;
  return {
    stand({ candidate, stable = candidate }) {
      ours = confidenceSequence(candidate, alpha / 2);
      theirs = confidenceSequence(stable, alpha / 2);
      const beyond = (share: number, than: number) => share - boundary(than, margin);
      const value = beyond(candidate.successes / candidate.n, stable.successes / stable.n);
      const least = beyond(ours.low, theirs.high);
      const most = beyond(ours.high, theirs.low);
      const statistic = "share beyond the limit";
      return side === "max"
        ? { statistic, value, lower: value - most, upper: value - least }
        : { statistic, value: 0 - value, lower: least - value, upper: most - value };
    },
    say: () => `is ${range(ours, theirs, margin.as)}${sure(alpha)}`,
  };
}

function range(ours: Interval, theirs: Interval, as: Margin["as"]): string {
  if (as === "difference") {
    const points = (share: number) => plain(share * 100, 3);
    return `${points(ours.low - theirs.high)} to ${points(ours.high - theirs.low)} points off`;
  }
  const least = plain(ours.low / theirs.high, 3);
  return theirs.low === 0
    ? `at least ${least} times`
    : `${least} to ${plain(ours.high / theirs.low, 3)} times`;
}
