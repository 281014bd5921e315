import { expect, test } from "vitest";
import { withFiles, type Source } from "../../ui/files.ts";

const file = (text: string, name = "a.yaml"): Source => ({
  name,
  size: text.length,
  text: () => Promise.resolve(text),
});
const stands = async (before: string, ...texts: string[]): Promise<string> => {
  const made = await withFiles(
    before,
    texts.map((text) => file(text)),
  );
  if ("refused" in made) throw new Error(made.refused);
  return made.text;
};

test("files come one after another, each a document of its own", async () => {
  expect(await stands("", "kind: A\n", "kind: B")).toBe("kind: A\n---\nkind: B");
  expect(await stands("kind: A", "---\nkind: B\n")).toBe("kind: A\n---\nkind: B\n");
  expect(await stands(" \n", "kind: A\n")).toBe("kind: A\n");
});

test("a scenario stands alone", async () => {
  expect(await stands("kind: A\n", '{ "name": "x" }')).toBe('{ "name": "x" }');
  expect(await stands('// mine\n{ "name": "x" }', "kind: A\n")).toBe("kind: A\n");
});

test("what is too large is not even read, what is gone is said", async () => {
  const large: Source = {
    name: "dump.yaml",
    size: 5e6,
    text: () => Promise.reject(new Error("read")),
  };
  expect(await withFiles("", [large])).toEqual({
    refused: "expected at most 4 MB in all, got 5.0 MB",
  });
  expect(await withFiles("", [{ ...large, size: 5 }])).toEqual({
    refused: "dump.yaml cannot be read: a folder, or gone",
  });
});
