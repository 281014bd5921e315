// Sampled worlds give the same bits in Node and in a real browser: every strategy there is, pods and queues, ties, late labels.
import fc from "fast-check";
import { expect, it } from "vitest";
import { commands } from "vitest/browser";
import { scenarioDocuments } from "../swarm/scenarios.ts";
import { tiedDocuments } from "../swarm/tied.ts";
import { BITS_OF_MATHS, bitsOfMaths } from "./bits.ts";
import { fingerprints } from "./fingerprints.ts";

const sampled = [scenarioDocuments, tiedDocuments].flatMap((documents) =>
  fc.sample(documents, { numRuns: 15, seed: 8123 }).map((document) => JSON.stringify(document)),
);

it.each(sampled.map((text, i) => [i, text] as const))("sampled world %i", async (_, text) => {
  const here = fingerprints(text);
  expect(Object.keys(here).length).toBeGreaterThan(0);
  expect(here).toEqual(await commands.fingerprintsInNode(text));
});

it("the worlds are many, and no two runs of them alike", () => {
  const all = sampled.flatMap((text) => Object.values(fingerprints(text)));
  expect(all.length).toBeGreaterThan(40);
  expect(new Set(all).size).toBeGreaterThan(all.length / 2);
});

it("every function of the model has the bits it has in Node", () => {
  expect(bitsOfMaths()).toBe(BITS_OF_MATHS);
});
