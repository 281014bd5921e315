// No code is made from text, not even tried: the page's content security policy would report it.
import { expect, test } from "vitest";

test("reading a scenario, and whatever holds schemas, never calls `new Function`", async () => {
  const made: unknown[] = [];
  const { Function: real } = globalThis;
  globalThis.Function = new Proxy(real, {
    construct(target, source) {
      made.push(source);
      return Reflect.construct(target, source) as object;
    },
    apply(target, self, source) {
      made.push(source);
      return Reflect.apply(target, self, source) as unknown;
    },
  });
  try {
    await import("../../sim/strategies/index.ts");
    const { readScenario } = await import("../../sim/parse.ts");
    const sound = {
      duration: 60,
      traffic: { rate: 1 },
      versions: [{ id: "a" }],
      strategies: [{ type: "stay" }],
    };
    expect(readScenario(sound).ok).toBe(true);
    expect(readScenario({}).ok).toBe(false);
  } finally {
    globalThis.Function = real;
  }
  expect(made).toEqual([]);
});
