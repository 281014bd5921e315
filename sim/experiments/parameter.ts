// A test as a scenario writes it: its name, or its parameters beside its `type`; and as an experiment runs it.
import * as z from "zod";
import { experimentTests } from "./index.ts";
import type { Design, Testing } from "./types.ts";

/** The test's name, and its own parameters. */
export interface TestConfig {
  readonly type: string;
  readonly [parameter: string]: unknown;
}

const names = experimentTests.map(({ name }) => name) as [string, ...string[]];
const parameterized = experimentTests.map(({ name, summary, config }) =>
  config.safeExtend({ type: z.literal(name).describe(summary) }).meta({ title: name }),
) as [z.ZodObject<{ type: z.ZodLiteral<string> }>];

/** A test's name, or its parameters beside its `type`; those of a mere name are its defaults. */
export const testParameter = z
  .union([
    z.enum(names),
    z
      .discriminatedUnion("type", parameterized)
      .describe('a test with its parameters like {"type": "fixed"}'),
  ])
  .transform((written): TestConfig => {
    if (typeof written !== "string") return written;
    return { ...testOf(written).config.parse({}), type: written };
  })
  .prefault("fixed");

function testOf(type: string): (typeof experimentTests)[number] {
  const test = experimentTests.find(({ name }) => name === type);
  if (test === undefined) throw new Error(`broken invariant: test "${type}" exists`);
  return test;
}

/** Begins a test, and says what it holds a difference to: "at alpha 0.05". */
export function startTest(config: TestConfig, design: Design): { look: Testing; standard: string } {
  const test = testOf(config.type);
  return { look: test.start(config, design), standard: test.standard(config, design) };
}
