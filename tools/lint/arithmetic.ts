// Arithmetic that gives the same bits in every engine: + - * / and the parts of Math whose result the language fixes exactly.
// Math.log, exp, pow, sin and the like, and `**`, differ between engines in the last bits.
import type { Rule } from "./rule.ts";

const EXACT = new Set(
  "abs ceil clz32 floor fround imul max min round sign sqrt trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2".split(
    " ",
  ),
);

export const arithmetic: Rule = {
  meta: { type: "problem" },
  create(context) {
    const power = (operator: string, node: { range: [number, number] }) => {
      if (operator !== "**" && operator !== "**=") return;
      const message = `\`${operator}\` differs between engines: multiply, or use pow of sim/random/math.ts`;
      context.report({ message, node });
    };
    return {
      BinaryExpression: (node) => power(node.operator, node),
      AssignmentExpression: (node) => power(node.operator, node),
      Identifier(node) {
        if (node.name !== "Math" || !context.sourceCode.isGlobalReference(node)) return;
        const { parent } = node;
        const named =
          parent.type === "MemberExpression" && parent.object === node && !parent.computed;
        if (named && parent.property.type === "Identifier") {
          const member = parent.property.name;
          if (EXACT.has(member)) return;
          const message =
            member === "random"
              ? "Math.random cannot be replayed: draw from a named stream of sim/random/streams.ts"
              : `Math.${member} differs between engines: use sim/random/math.ts`;
          context.report({ message, node: parent });
          return;
        }
        const message =
          "name the member, as in Math.sqrt(x): otherwise nobody sees whether it is exact";
        context.report({ message, node });
      },
    };
  },
};
