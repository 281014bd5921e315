// Exact evidence of a difference, gathered look by look: valid at any count and at any look, also while both rates drift and the
// split changes, for only what came between two looks is ever compared.
import * as z from "zod";
import { plain } from "../judges/wording.ts";
import { ln } from "../random/math.ts";
import { NOTHING, since } from "../statistics/counts.ts";
import {
  afterBlock,
  lnTwoSample,
  NO_BLOCKS,
  type TwoSampleEvidence,
} from "../statistics/twoSampleEvidence.ts";
import type { ExperimentTest, Finding, Stratum } from "./types.ts";
import { compared } from "./words.ts";

const config = z.strictObject({});
type EProcess = z.output<typeof config>;

export const eProcess: ExperimentTest<EProcess> = {
  name: "eProcess",
  summary:
    "Stops once an e-value is enough: exact at any count and any look, few successes included.",
  formula:
    "e = mean over d of prod over looks exp(d K) / E_0 exp(d K) >= 1 / alpha, K the candidate's successes of a look, hypergeometric given both groups' together; d = +-0.02, +-0.06, +-0.18, +-0.54, +-1.62, log odds ratios",
  source:
    "Turner, Ly & Grunwald 2024, Generic E-variables for exact sequential k-sample tests that allow for optional stopping; Ville 1939",
  config,
  standard: (_config, { alpha }) => `that is sure at alpha ${plain(alpha)}`,
  start(_config, { alpha }) {
    const enough = -ln(alpha);
    const gather = gathering();
    return ({ strata, last }) => {
      const evidence = gather(strata);
      const value = lnTwoSample(evidence, "either");
      const even = last ? "even" : "undecided";
      return {
        verdict: value < enough ? even : direction(evidence),
        standing: () => ({ statistic: "ln e-value", value, lower: null, upper: enough }),
        words: () => `ln e-value ${compared(value, value < enough ? "<" : ">=", enough)}`,
        size: null,
      };
    };
  },
};

function direction(evidence: TwoSampleEvidence): Finding["verdict"] {
  return lnTwoSample(evidence, "above") > lnTwoSample(evidence, "below") ? "better" : "worse";
}

const NONE: Stratum = { stable: NOTHING, candidate: NOTHING };

/** The evidence by now: of each stratum, what it has gained since the last look is one more block. */
function gathering(): (strata: readonly Stratum[]) => TwoSampleEvidence {
  const known: Stratum[] = [];
  let evidence = NO_BLOCKS;
  return (strata) => {
    strata.forEach((stratum, i) => {
      const { stable, candidate } = known[i] ?? NONE;
      evidence = afterBlock(
        evidence,
        since(stable, stratum.stable),
        since(candidate, stratum.candidate),
      );
      known[i] = stratum;
    });
    return evidence;
  };
}
