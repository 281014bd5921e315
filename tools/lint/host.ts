// No host: a file under this rule may use the names of the language itself and nothing that a browser, a server, a clock or a
// locale provides. A list of what is allowed, so that a host's next global is banned before anyone has heard of it.
import type { Rule } from "./rule.ts";

const LANGUAGE = new Set(
  [
    "Array ArrayBuffer BigInt Boolean DataView Error Infinity Iterator JSON Map Math NaN Number Object Promise",
    "RangeError ReferenceError RegExp Set String Symbol SyntaxError TypeError WeakMap WeakSet undefined",
    "BigInt64Array BigUint64Array Float32Array Float64Array Int16Array Int32Array Int8Array",
    "Uint16Array Uint32Array Uint8Array Uint8ClampedArray",
    "structuredClone",
  ].flatMap((line) => line.split(" ")),
);

/** Methods whose answer depends on the machine's language and place. */
const LOCAL = new Set(
  "localeCompare toLocaleString toLocaleLowerCase toLocaleUpperCase toLocaleDateString".split(" "),
);

export const host: Rule = {
  meta: { type: "problem" },
  create(context) {
    return {
      "Program:exit"() {
        const scope = context.sourceCode.scopeManager.globalScope;
        if (!scope) return;
        // Globals that the linter knows are variables without a definition; others are left over.
        const known = scope.variables.filter((each) => each.defs.length === 0);
        for (const { identifier } of [
          ...known.flatMap((each) => each.references),
          ...scope.through,
        ]) {
          if (LANGUAGE.has(identifier.name) || isType(identifier)) continue;
          const message = `\`${identifier.name}\` belongs to the host, not to the language: pass in what is needed`;
          context.report({ message, node: identifier });
        }
      },
      MetaProperty(node) {
        if (node.meta.name === "import")
          context.report({ message: "`import.meta` belongs to the host", node });
      },
      MemberExpression(node) {
        const { property } = node;
        const name =
          property.type === "Identifier" && !node.computed
            ? property.name
            : property.type === "Literal"
              ? property.value
              : null;
        if (typeof name !== "string" || !LOCAL.has(name)) return;
        context.report({
          message: `\`${name}\` depends on the machine's locale: compare with < and >`,
          node,
        });
      },
    };
  },
};

function isType(identifier: { parent?: { type: string } }): boolean {
  const parent = identifier.parent?.type ?? "";
  return [
    "TSTypeReference",
    "TSQualifiedName",
    "TSInterfaceHeritage",
    "TSClassImplements",
    "TSTypePredicate",
  ].includes(parent);
}
