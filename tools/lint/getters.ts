// No getters in object literals where every run makes its own objects: V8 gives each such object a hidden class of its own, which
// lives until the next full collection and keeps all of its run alive until then.
import type { Rule } from "./rule.ts";

export const getters: Rule = {
  meta: { type: "problem" },
  create: (context) => ({
    Property(node) {
      if (node.kind === "init") return;
      const message =
        "an accessor of a literal gives each object a hidden class of its own, and keeps its run in memory: make it a method";
      context.report({ message, node });
    },
  }),
};
