// Draws each version's success rate from what is known of it, and picks the largest: a version is tried as often as it is likely
// to be the best. Source: Thompson 1933; Chapelle & Li 2011, An empirical evaluation of Thompson sampling, algorithm 2.
import * as z from "zod";
import { gamma, gammaConstants } from "../random/gamma.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({});

export const thompson: PolicyKind<z.output<typeof config>> = {
  name: "thompson",
  summary: "Each version as often as it is likely to be the best, starting from Beta(1, 1).",
  formula: "argmax theta, theta ~ Beta(1 + S, 1 + F)",
  source:
    "Thompson 1933; Chapelle & Li 2011, An empirical evaluation of Thompson sampling, algorithm 2",
  config,
  create(_config, { versions }, random) {
    // Beta(a, b) is X / (X + Y) of gamma draws X of shape a and Y of shape b; the shapes' constants, successes before failures.
    const { d: d1, c: c1 } = gammaConstants(1);
    const d = new Float64Array(2 * versions).fill(d1);
    const c = new Float64Array(2 * versions).fill(c1);
    return {
      pick() {
        let best = 0;
        let most = -1;
        for (let version = 0, i = 0; version < versions; version++, i += 2) {
          const x = gamma(d[i]!, c[i]!, random);
          const y = gamma(d[i + 1]!, c[i + 1]!, random);
          const rate = x / (x + y);
          if (rate > most) {
            most = rate;
            best = version;
          }
        }
        return best;
      },
      learn({ version, reward }) {
        const i = 2 * version + (reward > 0 ? 0 : 1);
        d[i]! += 1;
        c[i] = 1 / Math.sqrt(9 * d[i]!);
      },
    };
  },
};
