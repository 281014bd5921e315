// The text of a file: what is tolerated, where it is broken, and that nothing in it does harm.
import { describe, expect, test } from "vitest";
import { readText } from "../../sim/scenario/text.ts";

const said = (text: string): string[] =>
  readText(text).problems.map(({ path, message }) =>
    path === "" ? message : `${path}: ${message}`,
  );

describe("a text", () => {
  test.each([
    ["comments", '{ // one\n "a": 1, /* two */ "b": [1, 2] }', { a: 1, b: [1, 2] }],
    ["trailing commas", '{"a": [1, 2,], "b": {"c": null,},}', { a: [1, 2], b: { c: null } }],
    ["a byte order mark", '\ufeff{"a": 1}', { a: 1 }],
    ["windows line ends", '{\r\n"a": 1\r\n}', { a: 1 }],
    ["escapes", String.raw`{"a": "\u00e9\n\"", "b": "é"}`, { a: 'é\n"', b: "é" }],
    [
      "every kind",
      '[1, -2.5e3, true, false, null, "x", {}, []]',
      [1, -2500, true, false, null, "x", {}, []],
    ],
    ["a bare value", "5", 5],
  ])("with %s is read", (_name, text, document) => {
    expect(readText(text)).toEqual({ document, problems: [] });
  });

  test.each([
    ["", ["expected a scenario, got an empty text"]],
    [" \n\t", ["expected a scenario, got an empty text"]],
    ["\ufeff", ["expected a scenario, got an empty text"]],
    ["// nothing", ["line 1, column 11: expected a value, got the end of the text"]],
    ['{"a" 1}', ['line 1, column 6: expected ":" after the key, got "1"']],
    ['{"a": 1\n "b": 2}', ['line 2, column 2: expected ",", got "\\"b\\""']],
    ['{"a": 1', ['line 1, column 8: expected "," or "}", got the end of the text']],
    ["[1, 2", ['line 1, column 6: expected "," or "]", got the end of the text']],
    ["{'a': 1}", ["line 1, column 2: expected a value, got \"'a'\""]],
    ['{"a": NaN}', ['line 1, column 7: expected a value, got "NaN"']],
    ['{"a": 1} 2', ['line 1, column 10: expected the end of the text, got "2"']],
    ['{"a": 1.}', ['line 1, column 7: expected a digit, got "1."']],
    ['{"a": "x\n"}', null],
    ["/* never", null],
  ])("%j is refused with its place", (text, problems) => {
    const { document } = readText(text);
    expect(document).toBeUndefined();
    if (problems) expect(said(text)[0]).toBe(problems[0]);
    for (const problem of said(text))
      expect(problem).toMatch(/^line \d+, column \d+: expected .*, got |^expected a scenario/);
  });

  test("a key written twice is a problem, and the rest is still read", () => {
    const text = '{"a": 1,\n "b": {"c": 1, "c": 2},\n "d": [{"e": 1}, {"e": 1,\n "e": 2}], "a": 3}';
    expect(said(text)).toEqual([
      "b.c: expected once, got twice: on line 2 and on line 2",
      "d[1].e: expected once, got twice: on line 3 and on line 4",
      "a: expected once, got twice: on line 1 and on line 4",
    ]);
    expect(readText(text).document).toEqual({ a: 3, b: { c: 2 }, d: [{ e: 1 }, { e: 2 }] });
  });

  test("`__proto__` is a key like any other", () => {
    const { document } = readText('{"__proto__": {"polluted": true}, "constructor": 1}');
    expect(Object.getPrototypeOf(document)).toBe(Object.prototype);
    expect(Object.keys(document as object)).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("nesting is bounded, whatever opens it", () => {
    const nest = (open: string, close: string, depth: number) =>
      open.repeat(depth) + "1" + close.repeat(depth);
    expect(readText(nest("[", "]", 64)).problems).toEqual([]);
    expect(said(nest("[", "]", 65))).toEqual([
      "line 1, column 65: expected at most 64 levels of nesting, got more",
    ]);
    expect(said("[".repeat(1e6))).toEqual([
      "line 1, column 65: expected at most 64 levels of nesting, got more",
    ]);
    expect(said('{"a":'.repeat(1e6))).toEqual([
      "line 1, column 321: expected at most 64 levels of nesting, got more",
    ]);
  });

  test("size is bounded: characters, values, problems", () => {
    expect(said(" ".repeat(64 * 1024 * 1024 + 1))[0]).toMatch(
      /^expected at most 67108864 characters, got 67108865/,
    );
    expect(said(`{"a": [${"1,".repeat(250_001)}]}`)).toEqual([
      "expected at most 250000 values and 10000000 trace times, got more",
    ]);
    expect(said(`{${'"a":1,'.repeat(5000)}}`)).toHaveLength(1000);
    expect(said("? ".repeat(1000)).length).toBeLessThanOrEqual(10);
  });

  test("a trace may be longer than anything else", () => {
    const { document, problems } = readText(
      `{"traffic": {"trace": {"times": [${"1,".repeat(300_000)}]}}}`,
    );
    expect(problems).toEqual([]);
    expect(
      (document as { traffic: { trace: { times: number[] } } }).traffic.trace.times,
    ).toHaveLength(300_000);
  });
});
