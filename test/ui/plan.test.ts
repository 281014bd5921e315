import "../seeded.ts";
import { deflateSync, strFromU8 } from "fflate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_PACKED, packed, samePlan, unpacked } from "../../ui/plan.ts";

const plan = (text: string) => ({ text, metrics: {} });
const packedBytes = (bytes: Uint8Array): string =>
  btoa(strFromU8(deflateSync(bytes, { level: 9 }), true))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

/** Text that nothing can make much shorter. */
function noise(length: number): string {
  let x = 1;
  return Array.from({ length }, () => {
    x = (x * 48271) % 2147483647;
    return String.fromCharCode(33 + (x % 90));
  }).join("");
}

describe("a packed plan", () => {
  test("is unpacked as the text it was made from", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 2000 }), (text) => {
        const link = packed(plan(text))!;
        expect(link).toMatch(/^[\w-]+$/);
        expect(unpacked(link)).toBe(text);
      }),
    );
  });

  test("keeps line ends, marks and what is no letter", () => {
    for (const text of ["", "\ufeffa: 1\r\nb: 2\r\n", "\0", "a: “1”\t# 測試 🙂\n", " \n\n"])
      expect(unpacked(packed(plan(text))!)).toBe(text);
  });

  test("is the same for the same text, and shorter than it", () => {
    const text = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n".repeat(40);
    expect(packed(plan(text))).toBe(packed(plan(text)));
    expect(packed(plan(text))!.length).toBeLessThan(text.length / 5);
  });

  test("has an end: what is too long for a link is not put in one", () => {
    expect(packed(plan(noise(20_000)))!.length).toBeLessThanOrEqual(MAX_PACKED);
    expect(packed(plan(noise(60_000)))).toBeNull();
    expect(unpacked(packed(plan("a".repeat(1_000_000)))!)).toBe("a".repeat(1_000_000));
    expect(packed(plan("a".repeat(1_000_001)))).toBeNull();
  });

  test("from a stranger is unpacked to no more than a plan may have", () => {
    const million = packedBytes(new Uint8Array(1_000_000).fill(97));
    expect(unpacked(million)).toHaveLength(1_000_000);
    const bomb = packedBytes(new Uint8Array(20_000_000));
    expect(bomb.length).toBeLessThan(MAX_PACKED);
    const before = process.memoryUsage().arrayBuffers;
    expect(unpacked(bomb)).toBeNull();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_000_000);
    expect(unpacked("A".repeat(MAX_PACKED + 1))).toBeNull();
  });

  test("that is none is refused, whatever it is", () => {
    for (const odd of ["", "A", "====", "a b", "%", "____", packedBytes(Uint8Array.of(0xff, 0xfe))])
      expect(unpacked(odd)).toBeNull();
    const whole = packed(plan("kind: Rollout\nmetadata:\n  name: ranker\n"))!;
    for (let cut = 0; cut < whole.length - 2; cut++)
      expect(unpacked(whole.slice(0, cut))).not.toBe("kind: Rollout\nmetadata:\n  name: ranker\n");
    fc.assert(
      fc.property(fc.base64String({ maxLength: 400 }), (text) => {
        const read = unpacked(text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""));
        expect(read === null || read.length <= 1_000_000).toBe(true);
      }),
    );
  });
});

test("plans are the same when their text and all answers are", () => {
  const one = { text: "a", metrics: { errors: "errorRate" } };
  expect(samePlan(one, structuredClone(one))).toBe(true);
  expect(samePlan(null, null)).toBe(true);
  for (const other of [
    null,
    { ...one, text: "b" },
    { ...one, metrics: {} },
    { ...one, metrics: { errors: "successRate" } },
    { ...one, metrics: { toString: "errorRate" } },
    { ...one, metrics: { ...one.metrics, more: "errorRate" } },
  ]) {
    expect(samePlan(one, other)).toBe(false);
    expect(samePlan(other, one)).toBe(false);
  }
});
