// Base64 of Secrets, against Node's own.
import "../seeded.ts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeBase64 } from "../../sim/manifests/secret.ts";

it("reads whatever Node writes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(decodeBase64(Buffer.from(text, "utf8").toString("base64"))).toBe(text);
    }),
  );
});

it("is broken over lines as people do", () => {
  expect(decodeBase64("aGVs\n  bG8=\n")).toBe("hello");
});

it.each(["%", "a-b_", "gA==", "//79"])("%s is no base64 of a text", (written) => {
  expect(decodeBase64(written)).toBeUndefined();
});
