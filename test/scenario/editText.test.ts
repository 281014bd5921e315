// A text changed until it says another document: what it says, and what of it stays as a person wrote it.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editText } from "../../sim/scenario/editText.ts";
import { readText } from "../../sim/scenario/text.ts";

const PLAN = `{ // mine
  "name": "Mine", "duration": "1h", // long
  "traffic": { "rate": "9/s" }, // measured
  "versions": [{ "id": "v1" }, { "id": "v2", "like": "v1" }],
  // what nobody measured
  "assumed": [
    // because
    "duration",
    "traffic.rate" /* why */
  ],
  "strategies": [
    /* one */ { "type": "canary" }, // and another
    { "type": "stay" }
  ] // the end
}
`;

interface Plan {
  name: string;
  duration: string;
  traffic: { rate: string; shape?: unknown };
  versions: Record<string, unknown>[];
  assumed?: string[];
  strategies: object[];
  noise?: object;
  changes?: object[];
}

/** The plan's text, once `change` was made to its document. */
function edited(change: (plan: Plan) => void, text = PLAN): string {
  const plan = readText(text).document as Plan;
  change(plan);
  const after = editText(text, plan);
  expect(readText(after)).toEqual({ document: plan, problems: [] });
  return after;
}

describe("what a person wrote stays", () => {
  test("nothing to change changes nothing", () => {
    expect(edited(() => {})).toBe(PLAN);
  });

  test("a value, and only it", () => {
    const after = edited((plan) => (plan.traffic.rate = "20/s"));
    expect(after).toBe(PLAN.replace("9/s", "20/s"));
  });

  test("a field is added where the others end: on a line of its own, behind the last one's comment", () => {
    const after = edited((plan) => (plan.noise = { every: "1m", errorRate: 0.3 }));
    expect(after).toBe(
      PLAN.replace(
        "  ] // the end\n",
        `  ], // the end\n  "noise": { "every": "1m", "errorRate": 0.3 }\n`,
      ),
    );
  });

  test("or on the line, while there is room", () => {
    const after = edited((plan) => (plan.versions[0]!["errorRate"] = "1%"));
    expect(after).toBe(PLAN.replace(`{ "id": "v1" }`, `{ "id": "v1", "errorRate": "1%" }`));
    const long = edited((plan) => (plan.traffic.shape = [["a".repeat(60), 1]]));
    expect(long).toBe(
      PLAN.replace(
        `{ "rate": "9/s" }`,
        `{\n    "rate": "9/s",\n    "shape": [["${"a".repeat(60)}", 1]]\n  }`,
      ),
    );
  });

  test("what is taken out of a list leaves its comments behind with the rest", () => {
    expect(edited((plan) => plan.assumed!.splice(1, 1))).toBe(
      PLAN.replace(`"duration",\n    "traffic.rate" /* why */`, `"duration"`),
    );
    expect(edited((plan) => plan.assumed!.splice(0, 1))).toBe(
      PLAN.replace(`\n    // because\n    "duration",`, ""),
    );
    expect(edited((plan) => plan.strategies.splice(0, 1))).toBe(
      PLAN.replace(`\n    /* one */ { "type": "canary" }, // and another`, ""),
    );
  });

  test("a field taken out takes what is written right before it", () => {
    expect(edited((plan) => delete plan.assumed)).toBe(
      PLAN.replace(/\n {2}\/\/ what nobody[^]*?\],/, ""),
    );
  });

  test("its indent, and its ends of lines", () => {
    const tabs = '{\r\n\t"versions": [\r\n\t\t{ "id": "a" }\r\n\t]\r\n}\r\n';
    const after = edited((plan) => {
      plan.versions.push({ id: "b", latency: { quantiles: Array(20).fill([0.5, "1ms"]) } });
    }, tabs);
    expect(after).toContain(
      '\t\t{ "id": "a" },\r\n\t\t{\r\n\t\t\t"id": "b",\r\n\t\t\t"latency": {',
    );
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
  });

  test("a mark of byte order, a trailing comma, commas before their fields", () => {
    expect(editText('\ufeff{"a": 1,}', { a: 2, b: 3 })).toBe('\ufeff{"a": 2, "b": 3}');
    const first = '{ "a": 1 // one\n, "b": 2\n, "c": 3 }';
    expect(editText(first, { a: 1, c: 3 })).toBe('{ "a": 1 // one\n, "c": 3 }');
    expect(editText(first, { a: 1, b: 2 })).toBe('{ "a": 1 // one\n, "b": 2\n }');
  });
});

/** White space and comments, and what they say. */
const BETWEEN = ["", " ", "\n", "\n  ", "\r\n", "/* a, b */", "// {]\n", " /*}*/ "];

/** A document written down with any white space and comments between. */
function written(document: unknown, next: () => string, comma: () => string): string {
  const join = (parts: readonly string[]) =>
    next() + parts.map((part) => part + next()).join(`,${next()}`) + (parts.length > 0 ? comma() : ""); // prettier-ignore
  if (Array.isArray(document))
    return `[${join(document.map((one) => written(one, next, comma)))}${next()}]`;
  if (typeof document !== "object" || document === null) return JSON.stringify(document);
  const entries = Object.entries(document).map(
    ([key, value]) => `${JSON.stringify(key)}${next()}:${next()}${written(value, next, comma)}`,
  );
  return `{${join(entries)}${next()}}`;
}

const key = fc.constantFrom("a", "b", "c", "__proto__", "0", 'q"\\');
const { document: any } = fc.letrec<{ document: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, 0, -1.5, 1e300, "", "x,}", "//"),
    fc.array(tie("document"), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(key, tie("document")), { maxLength: 4, selector: ([name]) => name })
      .map((entries) => JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`) as unknown), // prettier-ignore
  ),
}));

test("however it is written, it says what it is to say", () => {
  const luck = fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(any, any, luck, (before, after, numbers) => {
      let drawn = 0;
      const draw = () => numbers[drawn++ % numbers.length]!;
      const next = () => BETWEEN[draw() % BETWEEN.length]!;
      const text = written(before, next, () => (draw() % 2 === 0 ? "," : ""));
      expect(readText(text)).toEqual({ document: before, problems: [] });
      expect(editText(text, before)).toBe(text);
      expect(readText(editText(text, after))).toEqual({ document: after, problems: [] });
    }),
    { numRuns: 1000 },
  );
});
