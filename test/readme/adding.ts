// A file and a line in a list: how a document adds something to the model, and what that must pass whatever it is.
import path from "node:path";
import { expect, it } from "vitest";
import type { Copy } from "./copy.ts";

/** Takes its lines out of a list: who follows the document has it in the tree already. */
export function unlist(copy: Copy, list: string, name: string): void {
  copy.write(list, copy.read(list).replace(new RegExp(`^.*\\b${name}\\b.*\\n`, "gm"), ""));
}

/** Writes the file, and its import and its line into the list beside it. */
export function add(copy: Copy, list: string, file: string, text: string): void {
  const name = path.basename(file, ".ts");
  copy.write(file, text);
  copy.write(
    list,
    copy
      .read(list)
      .replace(/^import/m, `import { ${name} } from "./${name}.ts";\nimport`)
      .replace(/^\];/m, `  ${name},\n];`),
  );
}

/** The tests of both, whatever it is. */
export function fits(copy: Copy, list: string, file: string): void {
  it.each([
    ["compiles", "typescript/bin/tsc -p sim --noEmit"],
    ["keeps to the walls", `oxlint/bin/oxlint --deny-warnings ${file} ${list}`],
    ["is written as the formatter writes", `oxfmt/bin/oxfmt --check ${file}`],
  ])("%s", (_, line) => {
    const { status, said, complained } = copy.tool(line);
    expect(status, `${said}${complained}`).toBe(0);
  });
}
