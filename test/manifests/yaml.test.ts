// Texts as people paste them: read with places, or refused with line and column.
import { describe, expect, it } from "vitest";
import { readManifests } from "../../sim/manifests/yaml.ts";

const HEAD = "apiVersion: v1\nkind: Thing\n";

const read = (text: string) => readManifests([{ name: "a.yaml", text }]);
const problems = (text: string) =>
  read(text).problems.map(
    ({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`,
  );
const only = (text: string) => {
  const { manifests, problems } = read(text);
  expect(problems).toEqual([]);
  expect(manifests).toHaveLength(1);
  return manifests[0]!;
};

describe("what is read", () => {
  it("many documents in many files, in their order", () => {
    const files = [
      { name: "a.yaml", text: `${HEAD}metadata: {name: one}\n---\n# nothing\n---\n${HEAD}` },
      { name: "b.yaml", text: "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: two}\n" },
    ];
    const { manifests, problems } = readManifests(files);
    expect(problems).toEqual([]);
    expect(manifests.map(({ file, group, kind, name }) => [file, group, kind, name])).toEqual([
      ["a.yaml", "", "Thing", "one"],
      ["a.yaml", "", "Thing", ""],
      ["b.yaml", "apps", "Deployment", "two"],
    ]);
  });

  it("every value has its place, also behind an anchor and a merge key", () => {
    const manifest = only(
      `${HEAD}base: &base\n  a: 1\n  b: 2\nspec:\n  <<: *base\n  b: 3\n  list:\n    - x: *base\n`,
    );
    expect(manifest.value["spec"]).toEqual({ a: 1, b: 3, list: [{ x: { a: 1, b: 2 } }] });
    expect(manifest.position(["spec", "b"])).toEqual({ line: 8, column: 3 });
    expect(manifest.position(["spec", "a"])).toEqual({ line: 4, column: 3 });
    expect(manifest.position(["spec", "list", 0, "x", "b"])).toEqual({ line: 5, column: 3 });
    expect(manifest.position(["spec", "nothing", "there"])).toEqual({ line: 6, column: 1 });
  });

  it("a list as kubectl prints it is its items", () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Thing\n    metadata:\n      name: one\n  - apiVersion: v1\n    kind: Other\n    spec: {size: 3}\n`;
    const { manifests } = read(text);
    expect(manifests.map(({ kind }) => kind)).toEqual(["Thing", "Other"]);
    expect(manifests[1]!.position(["spec", "size"])).toEqual({ line: 10, column: 12 });
  });

  it("__proto__ is a key like any other", () => {
    const { value } = only(`${HEAD}__proto__: {polluted: yes}\n`);
    expect(Object.keys(value)).toEqual(["apiVersion", "kind", "__proto__"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("Windows line ends and a byte order mark", () => {
    const manifest = only(`\ufeff${HEAD}spec:\n  a: 1\n`.replaceAll("\n", "\r\n"));
    expect(manifest.position(["spec", "a"])).toEqual({ line: 4, column: 3 });
  });
});

describe("what was left out", () => {
  it("a line of dots is passed over, and told", () => {
    const { manifests, notes, problems } = read(
      `${HEAD}spec:\n  steps:\n    - weight: 5\n    ...\n    - weight: 50\n  ...\n  size: 3\n`,
    );
    expect(problems).toEqual([]);
    expect(manifests[0]!.value["spec"]).toEqual({
      steps: [{ weight: 5 }, { weight: 50 }],
      size: 3,
    });
    expect(manifests[0]!.position(["spec", "size"]).line).toBe(9);
    expect(notes.map(({ line }) => line)).toEqual([6, 8]);
  });

  it("dots as a value, a field or an item are nothing; in quotes they are text", () => {
    const { manifests, notes } = read(`${HEAD}a: ...\nb: {c: 1, ...}\nd: [1, ..., 2]\ne: "..."\n`);
    expect(manifests[0]!.value).toMatchObject({ a: null, b: { c: 1 }, d: [1, 2], e: "..." });
    expect(notes.map(({ line }) => line)).toEqual([3, 4, 5]);
  });

  it("dots that end a document are no dots", () => {
    expect(read(`${HEAD}...\n---\n${HEAD}...\n`).notes).toEqual([]);
  });
});

describe("what is refused, with its place", () => {
  it.each([
    [
      "braces without quotes",
      `${HEAD}a:\n  b: {{args.limit}}\n`,
      /^4:6 a\.b: .*quote it, "\{\{args\.limit\}\}"/,
    ],
    [
      "braces before a text",
      `${HEAD}a: {{args.host}}-canary\n`,
      /^3:.* quote it, "\{\{args\.host\}\}"/,
    ],
    [
      "a chart that was not rendered",
      `{{- if .Values.on }}\n${HEAD}{{- end }}\n`,
      /^1:.*looks like a Helm template: render it first, with "helm template"/,
    ],
    [
      "a value of a chart",
      `${HEAD}a: {{ .Values.replicas }}\n`,
      /^3:4 a: .*looks like a Helm template: render it first/,
    ],
    ["a tab", `${HEAD}a:\n\tb: 1\n`, /^4:1 : .*indent with spaces/],
    [
      "a key twice",
      `${HEAD}a:\n  b: 1\n  b: 2\n`,
      /^5:3 a\.b: expected once, got twice: first on line 4/,
    ],
    ["an alias of nothing", `${HEAD}a: *b\n`, /^3:4 a: expected an anchor/],
    ["a quote left open", `${HEAD}a: "b\n`, /^\d+:\d+ : Missing closing/],
    ["a colon too many", `${HEAD}a: b: c\n`, /^3:4 : Nested mappings/],
    ["no kind", "apiVersion: v1\n", /^1:1 kind: expected a text like "Rollout", got nothing/],
    ["a kind that is none", "apiVersion: v1\nkind: [Rollout]\n", /^2:1 kind: expected a text/],
    ["a list of documents", "- a\n- b\n", /^1:1 : expected a manifest with apiVersion and kind/],
    ["nothing at all", "# only words\n", /^1:1 : expected a manifest, got a text without one/],
    ["an empty text", "", /^1:1 : expected a manifest/],
  ])("%s", (_what, text, expected) => {
    expect(problems(text)[0]).toMatch(expected);
  });

  it("all documents' mistakes at once", () => {
    expect(problems(`${HEAD}a: {{x}}\n---\n${HEAD}b: 1\nb: 2\n---\nkind: Thing\n`)).toHaveLength(3);
  });
});

describe("what is too much", () => {
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x, x]",
    ..."bcdefgh".split("").map((key, i) => `${key}: &${key} [${`*${"abcdefg"[i]!}, `.repeat(10)}]`),
  ].join("\n");

  it.each([
    ["aliases of aliases", `${HEAD}${bomb}\n`, /at most 100 aliases/],
    ["an alias of itself", `${HEAD}a: &a\n  b: *a\n`, /at most 64 levels/],
    ["lists in lists", `${HEAD}a: ${"[".repeat(5000)}`, /fewer levels/],
    ["items in items", `${HEAD}a:\n  ${"- ".repeat(5000)}x`, /fewer levels|at most 64 levels/],
    ["maps as keys", "? ".repeat(3000), /fewer levels|as key/],
    [
      "an alias of a map as key",
      `${HEAD}a: &a { toString: 1 }\nb: { *a : 1 }\n`,
      /expected a text as key/,
    ],
    ["characters", `${HEAD}a: ${"x".repeat(1_000_000)}`, /at most 1000000 characters in all/],
    ["documents", `${HEAD}---\n`.repeat(101), /at most 100 documents in all/],
    [
      "values",
      `${HEAD}a: &a [${"0,".repeat(5000)}]\nb: [${"*a,".repeat(60)}]`,
      /at most 250000 values/,
    ],
  ])("%s", (_what, text, expected) => {
    const begun = performance.now();
    expect(problems(text).join("\n")).toMatch(expected);
    expect(performance.now() - begun).toBeLessThan(30_000);
  });

  it("files are counted together", () => {
    const half = { name: "half.yaml", text: `${HEAD}a: ${"x".repeat(600_000)}` };
    expect(readManifests([half, { ...half, name: "other.yaml" }]).problems[0]!.message).toMatch(
      /in all/,
    );
  });
});
