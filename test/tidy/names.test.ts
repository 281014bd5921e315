// File names that work on every system.
import { expect, it } from "vitest";
import { files } from "./tree.ts";

it("no two names differ only by case: macOS and Windows would see one file", () => {
  const all = files();
  const lower = all.map((path) => path.toLowerCase());
  expect(all.filter((_, i) => lower.indexOf(lower[i]!) !== lower.lastIndexOf(lower[i]!))).toEqual(
    [],
  );
});

it("every name is plain: letters, digits, dots, dashes", () => {
  expect(files().filter((path) => !/^[\w./-]+$/.test(path))).toEqual([]);
});
