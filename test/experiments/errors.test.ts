// How often experiments err, through the whole engine: arrivals by chance, scrapes, looks at each. Bounds are four standard errors of
// the nominal chance at so many runs.
import { describe, expect, test } from "vitest";
import { experimentTests } from "../../sim/experiments/index.ts";
import { replications } from "../full.ts";
import { fourErrors, rehearsed, shares, type World } from "./rehearsed.ts";

const seeds = replications(100, 400);
/** 200 looks at 4000 requests, of which a fixed test of this design needs 1947 a group. */
const world = (rates: World["rates"]): World => ({ rates, requests: 4000, looks: 200 });
const design = { baseline: 0.5, mde: 0.0449 };

describe("without a difference, looked at 200 times", () => {
  const wrong = (test: unknown) =>
    shares(rehearsed({ ...design, test }, world([0.5, 0.5]), seeds)).different;

  test.each(experimentTests.map(({ name }) => name).filter((name) => name !== "bayesian"))(
    "%s finds one in no more than alpha",
    (name) => {
      expect(wrong(name)).toBeLessThan(0.05 + fourErrors(0.05, seeds));
    },
  );

  test("fixed with 200 looks finds one in 42.7%: what is published, of somewhat fewer looks", () => {
    const share = wrong({ type: "fixed", looks: 200 });
    expect(Math.abs(share - 0.427)).toBeLessThan(fourErrors(0.427, seeds) + 0.02);
  });

  test("bayesian decides for one or the other in most", () => {
    expect(wrong({ type: "bayesian", minimumRequests: 0 })).toBeGreaterThan(0.5);
  });
});

describe("the power of fixed is what it was planned for", () => {
  test.each([
    ["points", { mde: 0.05 }, [0.1, 0.15]],
    ["points, a candidate that is worse", { mde: 0.05 }, [0.15, 0.1]],
    ["points, a split of 20%", { mde: 0.05, split: "20%" }, [0.1, 0.15]],
    ["points, 90%", { mde: 0.06, power: "90%" }, [0.1, 0.16]],
    ["lift", { mde: 0.5, effect: "relative" }, [0.1, 0.15]],
    ["points, alpha 1%", { mde: 0.06, alpha: "1%" }, [0.1, 0.16]],
  ] as const)("%s", (_story, parameters, rates) => {
    const { better, worse } = shares(rehearsed(parameters, world(rates), seeds));
    const power = "power" in parameters ? 0.9 : 0.8;
    const right = rates[1] > rates[0] ? better : worse;
    expect(Math.abs(right - power)).toBeLessThan(fourErrors(power, seeds) + 0.02);
  });
});
