// Words that have no place in the project: where it was made, what was left for later, ways around the checks.
import { describe, expect, it } from "vitest";
import { files, read } from "./tree.ts";

interface Ban {
  what: string;
  /** Written so that it does not match its own line. */
  pattern: RegExp;
  where: RegExp;
  mend: string;
}

const anywhere = /./;
const code = /\.(tsx?|mjs|cjs|js)$/;

const bans: Ban[] = [
  {
    what: "paths of one machine",
    pattern: /(?<![\w.])\/(wor[k]|far[m]|tm[p]|hom[e]|roo[t]|User[s])\//,
    where: anywhere,
    mend: "write a path from the project's root, or ask os.tmpdir()",
  },
  {
    what: "hosts of package registries",
    pattern: /registr[y]\.\w/,
    where: anywhere,
    mend: "leave it to npm's own settings",
  },
  {
    what: "how the project was made",
    pattern:
      /\bissue[ ]#?\d|\bsubagen[t]|\bthis sessio[n]|\bshare[d]\/(DESIGN|STYLE|PAGE)|\bDESIGN\.m[d]/i,
    where: anywhere,
    mend: "say it in terms of the project itself",
  },
  {
    what: "things left for later",
    pattern: /\bTOD[O]\b|\bFIXM[E]\b|\bXX[X]\b|\bHAC[K]\b|not implemente[d]/,
    where: anywhere,
    mend: "do it now, or leave it out",
  },
  {
    what: "ways around the compiler and the linter, without a reason",
    pattern: /@ts-(ignor[e]|expect-erro[r]|nochec[k])|(oxlint|eslint)-disabl[e](?!.* -- \w)/,
    where: code,
    mend: "mend the cause, or say after ` -- ` why this is right here",
  },
  {
    what: "tests that do not run, or cannot fail",
    pattern: /\b(it|test|describe)\.(onl[y]|tod[o])\(|expect\(tru[e]\)/,
    where: /^test\/.*\.tsx?$/,
    mend: "run it, or remove it",
  },
];

const text = files()
  .filter((path) => path !== "package-lock.json" && !/\.(png|ico|woff2|csv)$/.test(path))
  .map((path) => ({ path, lines: read(path).split("\n") }));

describe("no file holds", () => {
  it.each(bans)("$what", ({ pattern, where, mend }) => {
    const found = text
      .filter(({ path }) => where.test(path))
      .flatMap(({ path, lines }) =>
        lines.flatMap((line, index) =>
          pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()} (${mend})`] : [],
        ),
      );
    expect(found).toEqual([]);
  });
});

describe("the bans find what they are for", () => {
  it.each([
    ["paths of one machine", ["see /", "tmp", "/a.json"]],
    ["hosts of package registries", ["https://registry", ".npmjs.org"]],
    ["how the project was made", ["closes issue", " #12"]],
    ["things left for later", ["// TO", "DO: the rest"]],
    ["ways around the compiler and the linter, without a reason", ["// oxlint-", "disable-line"]],
    ["tests that do not run, or cannot fail", ["it.", "only(", "name)"]],
  ])("%s", (what, parts) => {
    expect(bans.find((ban) => ban.what === what)?.pattern.test(parts.join(""))).toBe(true);
  });
});
