// `strategies`: the parameters of each, which it brings itself, and what every entry has besides.
import * as z from "zod";
import type { Problem } from "../problem.ts";
import { duration, id } from "../units.ts";

/** What is asked of a strategy here; `strategies/` has more to say of it. */
export interface StrategyKind {
  readonly type: string;
  readonly summary: string;
  readonly config: z.ZodType;
  readonly versions: 1 | 2;
  problems?(config: unknown, versions: number): readonly Problem[];
}

const operator = z.strictObject({
  approvesAfter: duration.describe(
    "How long a pause waits for the person who resumes it; from when they are next there, if it begins when they are not.",
  ),
  onlyBetween: z
    .tuple([duration, duration], {
      error: 'expected two times of day like ["9h", "17h"], from midnight',
    })
    .refine(([from, to]) => from < to && to <= 86400, {
      error: "expected the first to be before the second, and both within a day",
    })
    .optional()
    .describe(
      "Times of day between which they are there, the second excluded; the run starts at midnight. What would be outside them is done when they are there again. Always by default.",
    ),
});

/** A strategy's own parameters, and what every entry of `strategies` has besides. */
export function strategyEntry({
  type,
  summary,
  config,
}: StrategyKind): z.core.$ZodTypeDiscriminable {
  const head = {
    type: z.literal(type).describe(summary),
    id: id.optional().describe("Its name in results; the type by default. Ids are unique."),
    operator: operator
      .optional()
      .describe("The person its pauses wait for; without one they wait for ever."),
  };
  return extended(config, head, type) as z.core.$ZodTypeDiscriminable;
}

/** Strategies' parameters are strict objects, or alternatives of them. */
function extended(config: z.ZodType, head: z.core.$ZodShape, type: string): z.ZodType {
  if (config instanceof z.ZodObject) return config.safeExtend(head).meta({ title: type });
  if (config instanceof z.ZodUnion) {
    const options = (config.options as readonly z.ZodType[]).map((option) =>
      extended(option, head, type),
    );
    return config.clone({ ...config.def, options });
  }
  throw new Error(`the parameters of strategy ${type} are no object`);
}

/** A strategy entry as read: the fields every strategy has, and its own. */
export interface StrategyEntry {
  readonly type: string;
  readonly id?: string | undefined;
  readonly operator?:
    | { readonly approvesAfter: number; readonly onlyBetween?: [number, number] | undefined }
    | undefined;
  readonly [parameter: string]: unknown;
}
