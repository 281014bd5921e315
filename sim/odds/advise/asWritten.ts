// A strategy with the lists it left to their defaults written out, so that a path leads into them.
import type { Fields } from "../../scenario/document.ts";
import { strategies } from "../../strategies/index.ts";

/** @param lists names of its parameters */
export function asWritten(written: Fields, type: string, lists: readonly string[]): Fields {
  const { config } = strategies.find((strategy) => strategy.type === type)!;
  const missing = lists.filter((list) => written[list] === undefined);
  const defaults = missing.map((list) => [list, defaultOf(config, list)] as const);
  return {
    ...written,
    ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)),
  };
}

interface Parameter {
  readonly def: { readonly type: string; readonly defaultValue?: unknown };
}

/** What stands for a parameter that is left out, as a scenario would write it. */
function defaultOf(config: object, name: string): unknown {
  const { shape = {} } = config as { shape?: Readonly<Record<string, Parameter>> };
  const def = shape[name]?.def;
  return def?.type === "prefault" ? def.defaultValue : undefined;
}
