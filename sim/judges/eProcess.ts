// Exact evidence that a share is beyond a limit, or within it, at any look and any counts: a guardrail. Against stable it gathers
// block by block, so both shares may drift together while the weights change.
import * as z from "zod";
import { properShare } from "../scenario/units.ts";
import { since } from "../statistics/counts.ts";
import type { Margin } from "../statistics/margin.ts";
import { afterBlock, NO_EVIDENCE } from "../statistics/marginEvidence.ts";
import { judgeByEvidence, patience, type Testing } from "./evidence.ts";
import { evidenceStanding, limitEvidence } from "./limitEvidence.ts";
import { marginOf, type Limit } from "./standing.ts";

const isPositive = { error: "expected a number above 0, at most 1000000" };
const positive = z.number(isPositive).gt(0, isPositive).max(1e6, isPositive);

const config = z.strictObject({
  alpha: properShare
    .prefault(0.05)
    .describe("Chance of ever failing what is within its limits, and of ever passing what is not."),
  prior: z
    .tuple([positive, positive], { error: "expected two numbers [a, b]" })
    .optional()
    .describe(
      "Against a limit: Beta(a, b), how rates are weighed that it may have; [1, 1] by default.",
    ),
  ...patience,
});
type EProcess = z.output<typeof config>;

export const eProcess = judgeByEvidence<EProcess>({
  name: "eProcess",
  summary:
    "Fails or passes a share once an e-value is enough: exact at any count, and at any look; against stable also while both drift.",
  formula:
    "e = B(a + S, b + n - S) / B(a, b) / (p^S (1 - p)^(n - S)) restricted to beyond the limit p; against stable, the product over looks of L(p1, p2) / L(q1, q2) with q on the limit; fails above 1 / alpha",
  source:
    "mixture evidence (Robbins 1970, Ville 1939); against stable, E-variables of two Bernoulli samples (Turner, Ly & Grunwald 2024)",
  config,
  problems({ than, judge }) {
    const { prior } = judge as unknown as EProcess;
    if (than === null || prior === undefined) return [];
    const message = "expected none beside than: against stable it bets by what it has seen";
    return [{ path: ["judge", "prior"], message }];
  },
  start({ alpha, prior: [a, b] = [1, 1] }, check, limit) {
    if (check.than !== null) return blockByBlock(marginOf(check, limit), limit, alpha);
    return { stand: ({ candidate }) => limitEvidence(candidate, limit, alpha, { a, b }) };
  },
});

/** Each look adds what was counted since the one before. */
function blockByBlock(margin: Margin, limit: Limit, alpha: number): Testing {
  let known = NO_EVIDENCE;
  return {
    stand({ candidate, stable = known.first }) {
      known = afterBlock(known, since(known.first, stable), since(known.second, candidate), margin);
      return evidenceStanding(known.lnAbove, known.lnBelow, limit, alpha);
    },
  };
}
