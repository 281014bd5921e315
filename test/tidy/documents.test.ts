// What the documents say is so: their links lead somewhere, the npm scripts and options they name exist, commands in the middle of a
// sentence end well, and each command of a `console` block prints what stands under it. `UPDATE=1 npm run test:unit --
// test/tidy/documents` writes those blocks anew.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands as known } from "../../src/cli/main.ts";
import { asPattern, inlineCode, refreshed, type Transcript, transcripts } from "./transcripts.ts";
import { files, read, root } from "./tree.ts";

const UPDATE = process.env["UPDATE"] === "1";
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

  it("names options that exist", () => {
    const named = inlineCode(text)
      .filter((code) => LAB.test(code) || /^(rollout-lab |--\w)/.test(code) || isCommand(code))
      .map((code) => code.replace(/^(npm run -s lab --|rollout-lab) /, ""));
    expect(named.flatMap(unknownOptions)).toEqual([]);
  });

  const commands = transcripts(text).filter(({ command }) => LAB.test(command));
  const bare = commands.filter(({ printed }) => printed === "").map(({ command }) => command);
  // what a word in capitals stands for is the reader's to say
  const inline = inlineCode(text).filter((code) => LAB.test(code) && !/\b[A-Z]{3,}\b/.test(code));

  it.each([...bare, ...inline])("%s: ends well", (command) => {
    const { status, stderr } = lab(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.each(commands.filter(({ printed }) => printed !== ""))("$command: as printed", (each) => {
    const { stdout, stderr } = lab(each.command);
    const said = stdout.trimEnd() || stderr.trimEnd();
    if (UPDATE) rewrite(document, each, said);
    else
      expect(
        said,
        `UPDATE=1 npm run test:unit -- test/tidy/documents rewrites ${document}`,
      ).toMatch(asPattern(each.printed));
  });
});

/** Puts what is printed now in the place of what the document shows. */
function rewrite(document: string, { command, printed }: Transcript, said: string): void {
  if (asPattern(printed).test(said)) return;
  const shown = (lines: string) => `$ ${command}\n${lines}\n`;
  const text = read(document);
  expect(text).toContain(shown(printed));
  writeFileSync(
    join(root, document),
    text.replace(shown(printed), () => shown(refreshed(printed, said))),
  );
}

function isCommand(code: string): boolean {
  return known.some(({ name }) => code.startsWith(`${name} `));
}

/** Of words that begin with a command, or with an option of any. */
function unknownOptions(code: string): string[] {
  const command = known.filter(({ name }) => code.startsWith(`${name} `));
  const options = (command.length > 0 ? command : known).flatMap((one) => Object.keys(one.options));
  return [...code.matchAll(/(?<=^|[\s[])--([\w-]+)/g)]
    .map((match) => match[1]!)
    .filter((option) => option !== "help" && !options.includes(option))
    .map((option) => `${code}: --${option}`);
}

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
