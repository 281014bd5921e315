// A few looks planned ahead, and bounds that make up for them: it may stop early, and errs no more often than one look would.
// Looks come when a share of the information is in, whenever that is. The size that information follows from is settled at the
// first look, on the rate seen by then.
import * as z from "zod";
import { percent, plain } from "../judges/wording.ts";
import { wholeIn } from "../scenario/units.ts";
import {
  classicalBounds,
  inflation,
  nextLook,
  NO_LOOK,
  spending,
  spendingBounds,
  type Shape,
} from "../statistics/groupSequential.ts";
import { effectIfNone, information, together } from "./effect.ts";
import { reachWords } from "./reach.ts";
import { sizeFor, sizeWords, type Size } from "./size.ts";
import type { Design, ExperimentTest, Finding, Found, Look, Stratum } from "./types.ts";
import { compared, silent } from "./words.ts";

/** More are hardly worth their time: bounds of 50 looks take half a second to work out. */
const MOST_LOOKS = 50;

/** `spends`: bounds follow from what is spent of alpha, instead of being planned. */
const BOUNDARIES = {
  lanDeMetsObrienFleming: { shape: "obrienFleming", spends: true },
  lanDeMetsPocock: { shape: "pocock", spends: true },
  obrienFleming: { shape: "obrienFleming", spends: false },
  pocock: { shape: "pocock", spends: false },
} as const satisfies Record<string, { readonly shape: Shape; readonly spends: boolean }>;
type Boundary = keyof typeof BOUNDARIES;

const config = z.strictObject({
  looks: wholeIn(1, MOST_LOOKS)
    .default(5)
    .describe("How often it looks, evenly spread over the information it needs."),
  boundary: z
    .enum(Object.keys(BOUNDARIES) as Boundary[])
    .default("lanDeMetsObrienFleming")
    .describe(
      "O'Brien & Fleming's: hard to cross early, hardly larger in size; or Pocock's: the same at each look, ends sooner when the effect is large. Those after Lan & DeMets spend alpha by the information actually seen, and hold at any spacing; the classical ones are for even looks.",
    ),
});
type GroupSequential = z.output<typeof config>;

export const groupSequential: ExperimentTest<GroupSequential> = {
  name: "groupSequential",
  summary:
    "Looks a few times, with bounds that make up for it: O'Brien-Fleming, Pocock, Lan-DeMets.",
  formula:
    "|z_k| > c_k, P(any |z_k| > c_k) = alpha; c_k = c / sqrt t_k or c, or spending 4 (1 - Phi(z_(1 - alpha/4) / sqrt t)) or alpha ln(1 + (e - 1) t), t = information / the information needed; the fixed size times R for the looks",
  source:
    "O'Brien & Fleming 1979; Pocock 1977; Lan & DeMets 1983; Jennison & Turnbull 2000, Group Sequential Methods (R)",
  config,
  standard: (_config, { alpha }) => `at alpha ${plain(alpha)}`,
  start(config, design) {
    const planned = plan(config, design);
    const boundAt = bounding(design, planned);
    let settled: Needed | undefined;
    let looked = 0; // looks taken, by their number
    let seenBefore = 0; // share of the information at the last one
    let found: Found = silent("undecided");
    return ({ strata, last }) => {
      const needed = settled ?? neededFor(together(strata), design, planned.inflation);
      const fraction = needed === undefined ? 0 : information(strata) / needed.information;
      const due = Math.min(Math.floor(fraction * config.looks), config.looks);
      const over = last || due === config.looks;
      const effect = effectIfNone(strata, design.effect);
      if (effect !== undefined && fraction > seenBefore && (due > looked || last)) {
        settled = needed;
        [looked, seenBefore] = [due, fraction];
        const bound = boundAt(fraction, over);
        const z = effect.difference / effect.standardError;
        found = tested(z, bound, fraction);
      }
      const verdict = found.verdict === "undecided" && over ? "even" : found.verdict;
      return { ...found, verdict, size: sizeOf(strata, needed, design) };
    };
  },
};

interface Planned {
  readonly shape: Shape;
  readonly spends: boolean;
  readonly bounds: readonly number[];
  /** Times the size of a single look. */
  readonly inflation: number;
}

/** The last plan that was worked out: runs of one design after another are common, and bounds take longer than their looks. */
let known: { readonly of: string; readonly planned: Planned } | undefined;

function plan({ looks, boundary }: GroupSequential, { alpha, power }: Design): Planned {
  const of = [looks, boundary, alpha, power].join();
  if (known?.of !== of) known = { of, planned: workedOut(looks, boundary, alpha, power) };
  return known.planned;
}

function workedOut(looks: number, boundary: Boundary, alpha: number, power: number): Planned {
  const { shape, spends } = BOUNDARIES[boundary];
  const fractions = Array.from({ length: looks }, (_, k) => (k + 1) / looks);
  const bounds = spends
    ? spendingBounds(fractions, alpha, shape)
    : classicalBounds(fractions, alpha, shape);
  return { shape, spends, bounds, inflation: inflation(fractions, bounds, alpha, power) };
}

/** The bound of the next look, at a fraction of the information; `over`: none comes after it. */
function bounding(
  { alpha }: Design,
  { shape, spends, bounds }: Planned,
): (fraction: number, over: boolean) => number {
  if (!spends) {
    const c = bounds.at(-1)!;
    return (fraction) => (shape === "pocock" ? c : c / Math.sqrt(Math.min(fraction, 1)));
  }
  let progress = NO_LOOK;
  return (fraction, over) => {
    progress = nextLook(progress, fraction, over ? alpha : spending(shape, alpha, fraction));
    return progress.bound;
  };
}

interface Needed extends Size {
  /** n1 n2 / (n1 + n2) of the size. */
  readonly information: number;
}

function neededFor(seen: Stratum, design: Design, inflation: number): Needed | undefined {
  const size = sizeFor(seen, design);
  if (size === undefined) return undefined;
  const [stable, candidate] = [size.stable * inflation, size.candidate * inflation];
  return {
    stable: Math.ceil(stable),
    candidate: Math.ceil(candidate),
    information: (stable * candidate) / (stable + candidate),
  };
}

function sizeOf(
  strata: Look["strata"],
  needed: Needed | undefined,
  design: Design,
): Finding["size"] {
  const seen = together(strata);
  const reached = needed !== undefined && information(strata) >= needed.information;
  return {
    ...sizeWords(seen, needed),
    reached,
    reach: () => reachWords(seen, design),
  };
}

function tested(z: number, bound: number, fraction: number): Found {
  const crossed = Math.abs(z) >= bound;
  return {
    verdict: !crossed ? "undecided" : z > 0 ? "better" : "worse",
    standing: () => ({ statistic: "z", value: z, lower: -bound, upper: bound }),
    words() {
      const sides = compared(Math.abs(z), crossed ? ">=" : "<", bound);
      return `|z| = ${sides} at ${percent(Math.round(fraction * 100) / 100)} of the information`;
    },
  };
}
