// What the documents say is so: their links lead somewhere, the npm scripts they name exist, and each command of a `console` block
// prints what stands under it. There, `$ ` begins a command, `...` alone on a line stands for any lines.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { files, read, root } from "./tree.ts";

const documents = files().filter((path) => path.endsWith(".md"));
const LAB = /^npm run -s lab -- (.*)$/;
const { scripts } = JSON.parse(read("package.json"));

describe.each(documents)("%s", (document) => {
  const text = read(document);

  it("links to what exists", () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)[^)]*\)|(?:src|srcset|href)="([^"]+)"/g)];
    const dead = links
      .map((link) => link[1] ?? link[2] ?? "")
      .filter((link) => !/^(https?:|mailto:|#)/.test(link))
      .filter((link) => !existsSync(join(root, dirname(document), link.replace(/#.*/, ""))));
    expect(dead).toEqual([]);
  });

  it("has the headings that its links name", () => {
    const slugs = [...text.matchAll(/^#+ (.*)$/gm)].map((heading) => slug(heading[1] ?? ""));
    const named = [...text.matchAll(/\]\(#([^)]+)\)/g)].map((link) => link[1] ?? "");
    expect(named.filter((name) => !slugs.includes(name))).toEqual([]);
  });

  it("names npm scripts that exist", () => {
    const named = [...text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map((match) => match[1] ?? "");
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  const commands = transcripts(text).filter(({ command }) => LAB.test(command));

  it.each(commands.filter(({ printed }) => printed === ""))(
    "$command: ends well",
    ({ command }) => {
      const { status, stderr } = lab(command);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    },
  );

  it.each(commands.filter(({ printed }) => printed !== ""))("$command: as printed", (each) => {
    const { stdout, stderr } = lab(each.command);
    expect(stdout.trimEnd() || stderr.trimEnd()).toMatch(asPattern(each.printed));
  });
});

it("there is a README", () => {
  expect(documents).toContain("README.md");
});

/** Runs the command line as the document says, without npm between. */
function lab(command: string) {
  const args = LAB.exec(command)?.[1] ?? "";
  return spawnSync(`"${process.execPath}" src/cli.ts ${args}`, {
    shell: true,
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
}

/** GitHub's anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replace(/\s/g, "-");
}

function transcripts(text: string): { command: string; printed: string }[] {
  const blocks = [...text.matchAll(/^```console\n([\s\S]*?)^```/gm)];
  return blocks.flatMap((block) =>
    (block[1] ?? "")
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = "", ...lines] = part.split("\n");
        return { command: command.trim(), printed: lines.join("\n").trimEnd() };
      }),
  );
}

function asPattern(printed: string): RegExp {
  const literal = printed.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replace(/^[ ]*\\.\\.\\.$/gm, "[\\s\\S]*")}$`);
}
