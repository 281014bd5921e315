// Conditions as Argo Rollouts evaluates them, and the limits they come to.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Form, limitsOf, verdictOf } from "../../sim/manifests/conditionLimits.ts";
import { parseCondition, Unreadable } from "../../sim/manifests/conditionSyntax.ts";

const VECTOR: Form = { wrap: (value) => [value], empty: [], most: 1 };
const SCALAR: Form = { wrap: (value) => value, empty: null, most: Infinity };

const conditions = (success: string | null, failure: string | null = null) => ({
  success: success === null ? null : parseCondition(success),
  failure: failure === null ? null : parseCondition(failure),
});
const limits = (success: string | null, failure: string | null = null, form = VECTOR) =>
  limitsOf(conditions(success, failure), form);

describe("Argo: a measurement's phase from its conditions", () => {
  it.each([
    ["none set", null, null, 0.5, "pass"],
    ["only success, true", "result[0] > 0.4", null, 0.5, "pass"],
    ["only success, false", "result[0] > 0.6", null, 0.5, "fail"],
    ["only failure, true", null, "result[0] > 0.4", 0.5, "fail"],
    ["only failure, false", null, "result[0] > 0.6", 0.5, "pass"],
    ["both true: failure wins", "result[0] > 0.4", "result[0] > 0.4", 0.5, "fail"],
    ["neither true", "result[0] > 0.6", "result[0] < 0.4", 0.5, "inconclusive"],
    ["NaN is nothing special", "result[0] >= 0.95", null, NaN, "fail"],
    ["past the end of the vector", "result[1] > 0", null, 0.5, "error"],
    ["no truth", "result[0] + 1", null, 0.5, "error"],
  ])("%s", (_rule, success, failure, value, verdict) => {
    expect(verdictOf(conditions(success, failure), [value])).toBe(verdict);
  });

  it("an empty vector is an error where its first item is asked for", () => {
    expect(verdictOf(conditions("result[0] >= 0.95"), [])).toBe("error");
    expect(verdictOf(conditions("len(result) == 0 || result[0] >= 0.95"), [])).toBe("pass");
    expect(verdictOf(conditions("len(result) > 0 && result[0] >= 0.95"), [])).toBe("fail");
  });
});

describe("limits", () => {
  it.each([
    ["result[0] >= 0.95", null, { min: 0.95 }],
    ["result[0] <= 0.05", null, { max: 0.05 }],
    ["result[0] * 100 >= 95", null, { min: 0.95 }],
    ["100 - 100 * result[0] <= 5", null, { min: 0.95 }],
    ["not (result[0] > 0.1)", null, { max: 0.1 }],
    ["0.1 >= result[0]", null, { max: 0.1 }],
    ["result[0] >= 0.1 and result[0] <= 0.9", null, { min: 0.1, max: 0.9 }],
    ["all(result, # >= 0.99)", null, { min: 0.99 }],
    ["any(result, {# <= 0.5})", null, { max: 0.5 }],
    ["isNaN(result[0]) || result[0] <= 0.1", null, { max: 0.1 }],
    ["result[0] >= 0.95 ? true : false", null, { min: 0.95 }],
    ["result[0] >= 0.95", "result[0] < 0.9", { min: 0.95, inconclusive: { min: 0.9 } }],
    [
      "result[0] >= 0.2 && result[0] <= 0.4",
      "result[0] > 0.6",
      { min: 0.2, max: 0.4, inconclusive: { min: 0, max: 0.6 } },
    ],
  ])("%s, %s", (success, failure, expected) => {
    expect(limits(success, failure).limits).toEqual(expected);
  });

  it("values inside of an answer are that answer", () => {
    expect(limits("all(result[0].Values, {# <= 0.01})", null, SCALAR).limits).toEqual({
      max: 0.01,
    });
    expect(limits("result.data.errors <= 5", null, SCALAR).limits).toEqual({ max: 5 });
  });

  it("a strict comparison ends at the number next to it", () => {
    const { max } = limits("result[0] < 0.05").limits as { max: number };
    expect(max).toBeLessThan(0.05);
    expect(max).toBeGreaterThan(0.05 - 1e-16);
    const { min } = limits("result[0] > 0.95").limits as { min: number };
    expect(min).toBeGreaterThan(0.95);
    expect(min).toBeLessThan(0.95 + 2e-16);
  });

  it.each([
    ["default(result, 0) < 0.05", "pass"],
    ["default(result, 1) <= 0.05", "fail"],
    ["isNil(result) || result <= 1", "pass"],
    ["result <= 1", "error"],
  ])("no value of %s is a %s", (condition, noData) => {
    expect(limits(condition, null, SCALAR).noData).toBe(noData);
  });

  it.each([
    ["true", null, "pass"],
    ['result == "ok"', null, "fail"],
    ["result[0] >= 0", null, "pass"],
    ["result[3] >= 0", null, "error"],
    ["result[0] > 2", "result[0] < -1", "inconclusive"],
  ])("every value of %s, %s comes to %s", (success, failure, verdict) => {
    const form = success.includes("[") || success === "true" ? VECTOR : SCALAR;
    expect(limits(success, failure, form).limits).toBe(verdict);
  });

  it.each([
    ["result[0] < 0.1 || result[0] > 0.9", "below and above"],
    ["asInt(result[0]) < 5", "asInt"],
    ["resultt[0] < 5", '"resultt"'],
    ["result[0] * result[0] < 5", "by itself"],
    ["result[0] >=", "ends too early"],
    ["result[0] >= 0.95)", 'goes on with ")"'],
    ["result[0] ~ 5", "cannot be read"],
    [`${"(".repeat(100)}1`, "nests deeper"],
    ["1".repeat(3000), "longer than"],
  ])("%s is refused: %s", (condition, message) => {
    expect(() => limits(condition)).toThrow(Unreadable);
    expect(() => limits(condition)).toThrow(message);
  });
});

it("limits say of every value what the conditions say", () => {
  const number = fc.integer({ min: 0, max: 20 }).map((n) => n / 20);
  const comparison = fc
    .tuple(fc.constantFrom("<", "<=", ">", ">="), number)
    .map(([op, n]) => `result[0] ${op} ${n}`);
  fc.assert(
    fc.property(
      comparison,
      fc.option(comparison),
      fc.array(number, { minLength: 5 }),
      (success, failure, values) => {
        const both = conditions(success, failure);
        let found;
        try {
          found = limitsOf(both, VECTOR).limits;
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable);
          return;
        }
        for (const value of values)
          expect(typeof found === "string" ? found : held(found, value)).toBe(
            verdictOf(both, [value]),
          );
      },
    ),
    { numRuns: 300 },
  );
});

/** As a check holds a value to its limits. */
function held(
  {
    min = -Infinity,
    max = Infinity,
    inconclusive,
  }: Exclude<ReturnType<typeof limits>["limits"], string>,
  value: number,
): string {
  if (value >= min && value <= max) return "pass";
  if (inconclusive === undefined) return "fail";
  const { min: low = min, max: high = max } = inconclusive;
  return value >= low && value <= high ? "inconclusive" : "fail";
}
