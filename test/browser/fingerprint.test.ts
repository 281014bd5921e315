// The same scenario gives the same bits in Node and in a real browser: every story there is, every strategy in it.
import { describe, expect, it } from "vitest";
import { commands } from "vitest/browser";
import { fingerprints } from "./fingerprints.ts";

declare module "vitest/browser" {
  interface BrowserCommands {
    /** `fingerprints`, computed by the Node that serves this page. */
    fingerprintsInNode(text: string): Promise<Record<string, string>>;
  }
}

const stories = import.meta.glob<string>("../../scenarios/*.json", {
  query: "?raw",
  import: "default",
  eager: true,
});
// A trace file is read by the command line; the page has no files.
const selfContained = Object.entries(stories)
  .map(([path, text]) => ({ name: path.slice(path.lastIndexOf("/") + 1), text }))
  .filter(({ name, text }) => !name.endsWith(".schema.json") && !/"file"\s*:/.test(text));

describe("Node and this browser agree on", () => {
  it.each(selfContained)("$name", async ({ text }) => {
    const here = fingerprints(text);
    expect(Object.keys(here).length).toBeGreaterThan(0);
    expect(here).toEqual(await commands.fingerprintsInNode(text));
  });
});

it("this is a browser", () => {
  expect(typeof window).toBe("object");
  expect(selfContained.length).toBeGreaterThan(0);
});
