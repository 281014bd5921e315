// The shape of a lint rule, as oxlint types it.
import type { RuleTester } from "oxlint/plugins-dev";

export type Rule = Exclude<Parameters<RuleTester["run"]>[1], { createOnce: unknown }>;
export type Context = Parameters<Rule["create"]>[0];
