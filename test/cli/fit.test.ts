// `fit`: measurements in, a scenario and a report out; an incident that an imported plan meets; refusals with their places.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readText } from "../../sim/scenario/text.ts";
import { answer, byCode, log, minutes, series } from "../fit/happened.ts";
import { readWords } from "../../src/cli/command.ts";
import { fitCommand } from "../../src/cli/fit.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { lab, SMALL, temporaryFolder } from "./lab.ts";

/** Measured of a world of ours: 5 hours at 20/s and 1%, noise, and from 2h on 8% for half an hour, then 2% for 20 minutes. */
const REQUESTS = path.join(import.meta.dirname, "../fit/data/requests.json");
const WORLD = {
  noise: { every: "1m", errorRate: 0.25, memory: 0.4 },
  changes: [
    { at: "2h", for: "30m", version: "*", set: { errorRate: "8%" } },
    { at: "2h30m", for: "20m", version: "*", set: { errorRate: "2%" } },
  ],
};

interface Written {
  readonly source: string;
  readonly traffic: { readonly rate: string };
  readonly versions: readonly { readonly id: string; readonly errorRate?: string }[];
  readonly noise?: { readonly errorRate: number };
  readonly changes?: readonly { readonly at: string; readonly version: string }[];
}

const written = (text: string) => readText(text).document as Written;

test("the data of these tests is what the simulator makes", async () => {
  await expect(byCode(minutes(WORLD, 21))).toMatchFileSnapshot(REQUESTS);
});

test("the scenario goes to standard output, the report to standard error", async () => {
  const { code, out, err } = await lab(["fit", REQUESTS, "--incident", "2h..2h50m"]);
  expect(code).toBe(0);
  const { versions, noise, changes } = written(out);
  expect(Number.parseFloat(versions[0]!.errorRate!)).toBeCloseTo(1, 0);
  expect(Math.abs(noise!.errorRate - 0.25)).toBeLessThan(4 * 0.035);
  expect(changes!.map(({ at, version }) => [at, version])).toEqual([
    ["0s", "candidate"],
    ["30m", "candidate"],
  ]);
  expect(err).toMatch(/^2026-03-02 08:00:00 to 2026-03-02 13:00:00 UTC \(5h\)$/m);
  expect(err).toMatch(
    /^versions\[0\]\.errorRate +0\.9\d+% +0\.0\d+% +[\d,]+ errors of [\d,]+, incident apart$/m,
  );
  expect(err).toMatch(/^noise\.errorRate .*beyond chance, p < 0\.0001; 250 periods of 1m$/m);
  expect(err).toMatch(/^The incident, from 2026-03-02 10:00:00 UTC: 2 steps$/m);
  expect(err).toContain("the last step lasts to the end of the scenario");
  for (const line of err.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
});

test("would this plan have caught it? The incident is put into a plan, and met by it", async () => {
  const folder = temporaryFolder();
  const [plan, out] = [path.join(folder, "plan.json"), path.join(folder, "incident.json")];
  const canary = { type: "canary", at: "5m", checks: [{ metric: "errorRate", max: "3%" }] };
  writeFileSync(
    plan,
    `{ // mine
      "name": "Mine", "duration": "1h", "traffic": { "rate": "9/s" },
      "versions": [{ "id": "v1" }, { "id": "v2", "like": "v1" }],
      "strategies": [${JSON.stringify(canary)}, { "type": "blueGreen", "at": "5m" }] }`,
  );
  const iso = "2026-03-02T10:00..2026-03-02T10:50Z";
  const fitted = await lab(["fit", REQUESTS, "--incident", iso, "--into", plan, "--out", out]);
  expect({ code: fitted.code, err: fitted.err }).toEqual({ code: 0, err: "" });
  expect(fitted.out).toContain("2 steps");
  expect(written(readFileSync(out, "utf8")).changes).toMatchObject([
    { at: "5m", version: "v2" },
    { at: "35m", version: "v2" },
  ]);
  expect(readFileSync(out, "utf8")).toMatch(
    /^\{ \/\/ mine\n {6}"name": "Mine", "duration": "1h", "traffic": \{ "rate": "19\.99\/s" \},\n/,
  );
  const { code, out: result } = await lab(["run", out, "--json"]);
  expect(code).toBe(0);
  const { runs } = JSON.parse(result) as { runs: { outcome: string; decidedAtSeconds: number }[] };
  expect(runs[0]).toMatchObject({ outcome: "rolledBack" });
  expect(runs[0]!.decidedAtSeconds).toBeGreaterThan(300);
  expect(runs[0]!.decidedAtSeconds).toBeLessThan(900);
  expect(runs[1]).toMatchObject({ outcome: "promoted" });
});

test("a log on standard input, its columns and units as a person names them", async () => {
  const counted = minutes({ traffic: { rate: "2/s" } }, 6);
  const input = log(counted, 6, "when,how,long", (t, s, l) => `${t},${s},${Math.round(l * 1e6)}`);
  const words = ["--column", "time=when", "--column", "status=how", "--column", "latency=long"];
  const { code, out, err } = await lab(["fit", "-", ...words, "--as", "latency=us"], { input });
  expect(code).toBe(0);
  expect(Number.parseFloat(written(out).traffic.rate)).toBeCloseTo(2, 0);
  expect(err).toMatch(/^versions\[0\]\.latency p50 +(7|8)\d(\.\d)? ms/m);
  expect(err).toContain('time from "when", status from "how", latency from "long"');
  expect(err).toContain("the error rate varies no more than chance lets it: no noise is written");
});

test("where no request failed no standard error of the rate is told", async () => {
  const input = `time,status\n${Array.from({ length: 600 }, (_, i) => `${i},200`).join("\n")}`;
  const { code, err } = await lab(["fit", "-"], { input });
  expect(code).toBe(0);
  expect(err).toMatch(/^versions\[0\]\.errorRate +0% +- +0 errors of 600$/m);
  expect(err).toContain("with 95% confidence the error rate is below 0.498%");
});

test("two logs, without what was no normal time", async () => {
  const folder = temporaryFolder();
  const counted = minutes({ traffic: { rate: "2/s" }, changes: WORLD.changes }, 6);
  const rows = log(counted, 6, "time,status", (t, s) => `${t},${s}`).split("\n");
  const files = [path.join(folder, "a.csv"), path.join(folder, "b.csv")] as const;
  const half = rows.length / 2;
  writeFileSync(files[0], rows.slice(0, half).join("\n"));
  writeFileSync(files[1], [rows[0], ...rows.slice(half)].join("\n"));
  const { code, out, err } = await lab(["fit", ...files, "--without", "2h..2h50m"]);
  expect(code).toBe(0);
  expect(Number.parseFloat(written(out).versions[0]!.errorRate!)).toBeCloseTo(1, 0);
  expect(err).toMatch(/^traffic\.rate .* requests in 249 periods$/m);
  expect(err).not.toContain("Was this an incident?");
  for (const file of files) expect(err).toContain(`${path.basename(file)}: `);
});

test("stable and a candidate, each by its own log, and the traffic of both", async () => {
  const folder = temporaryFolder();
  const write = (name: string, rate: string, errorRate: string, seed: number) => {
    const versions = [{ id: "only", errorRate }];
    const counted = minutes({ traffic: { rate }, versions }, seed);
    const rows = log(counted, seed, "time,status,latency_s", (t, s, l) => `${t},${s},${l}`);
    writeFileSync(path.join(folder, name), rows);
    return path.join(folder, name);
  };
  const [stable, canary] = [write("a.csv", "2/s", "1%", 6), write("b.csv", "1/s", "5%", 7)];
  const { code, out, err } = await lab(["fit", stable, "--of", `candidate=${canary}`]);
  expect(code).toBe(0);
  const { source, traffic, versions } = written(out);
  expect(source).toBe(`${stable}, ${canary}`);
  expect(Number.parseFloat(traffic.rate)).toBeCloseTo(3, 0);
  expect(Number.parseFloat(versions[0]!.errorRate!)).toBeCloseTo(1, 0);
  expect(Number.parseFloat(versions[1]!.errorRate!)).toBeCloseTo(5, 0);
  expect(err).toMatch(/^versions\[1\]\.errorRate +\S+% +\S+% +\d+ errors of \S+ to candidate$/m);
  expect(err).toMatch(/^versions\[1\]\.latency p99 +\d+ ms/m);
  expect(err).toContain("  candidate: 1");
});

test("a refusal is exit code 2, on standard error, without a stack", async () => {
  const { code, out, err } = await lab(["fit", "-"], { input: "time,status\nx,1" });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(/^standard input: row 2, column "time":/m);
  expect(err).not.toMatch(/ {4}at |bug/);
});

describe("refusals, with their places", () => {
  /** What is told, as the command line does. */
  const refused = async (args: readonly string[]) => {
    const error = await fitted(args).catch((reason: unknown) => reason);
    if (!(error instanceof Refusal)) throw error;
    return `${error.lines.join("\n")}\n`;
  };
  const fitted = async (args: readonly string[]) => fitCommand.run(readWords(fitCommand, args));

  test("words", async () => {
    const words = ["--as", "latency=hours", "--as", "speed=s", "--column", "x"];
    const err = await refused([
      ...words,
      ..."--every 0s --window 99999h --version v2 --of v2".split(" "),
    ]);
    for (const line of [
      "rollout-lab fit: expected a FILE of measurements, or - for standard input",
      '--as latency: expected one of s, ms, us, ns, got "hours"',
      '--as: expected one of requests, errors, latency, got "speed"',
      '--column: expected WHAT=NAME like time=ts, got "x"',
      '--every: expected a duration above zero, like "30m", got "0s"',
      '--window: expected a duration of at most 10 years (3652.5 days), got "99999h"',
      "--version: expected --incident and --into beside it",
      '--of: expected VERSION=FILE like candidate=canary.csv, got "v2"',
    ])
      expect(err).toContain(line);
    const odd = await refused([REQUESTS, "--incident", "noon..", "--without", "3h..2h"]);
    expect(odd).toContain("--incident: expected FROM..TO, each a time like");
    expect(odd).toContain('or nothing, got "noon"');
    expect(odd).toContain('--without: expected FROM before TO, got "3h..2h"');
    const twice = await refused([REQUESTS, "--of", `v2=${REQUESTS}`, "--incident", "1h.."]);
    expect(twice).toContain("--of: expected without --incident");
    expect(twice).toContain(`expected ${REQUESTS} once`);
    expect(await refused([REQUESTS, "--incident", "9h.."])).toContain(
      "--incident 9h..: expected requests and errors of that time",
    );
    expect(await refused([REQUESTS, "--every", "10h"])).toContain(
      "requests.json: expected a period of 10h without a gap (--every), got 5h in all",
    );
    expect(await refused([REQUESTS, "--without", "..2h", "--without", "1h.."])).toContain(
      "requests.json: expected requests outside of --without ..2h and 1h.., got none",
    );
  });

  test("files: every one of them", async () => {
    const folder = temporaryFolder();
    const [broken, bytes] = [path.join(folder, "broken.json"), path.join(folder, "bytes.json")];
    writeFileSync(broken, '{"status":"success","data":{"resultType":"vector"}}');
    writeFileSync(bytes, Buffer.from([0x7b, 0xff, 0xfe]));
    mkdirSync(path.join(folder, "d"));
    const err = await refused([broken, bytes, path.join(folder, "d"), "none.json"]);
    expect(err).toContain(`${broken}: data.resultType: expected "matrix", got "vector"`);
    expect(err).toContain(`${bytes}: expected UTF-8 text`);
    expect(err).toContain("d: cannot be read: it is a folder");
    expect(err).toContain("none.json: cannot be read: no such file");
    const [open, rows] = [path.join(folder, "open.csv"), path.join(folder, "rows.csv")];
    writeFileSync(open, 'time,status\n5,"1');
    writeFileSync(rows, "time\n5\n6");
    expect(await refused([open])).toContain("a quote is never closed");
    expect(await refused([open, "--into", "none.json"])).toMatch(
      /^none\.json: cannot be read: no such file or folder\n.*a quote is never closed/,
    );
    expect(await refused(["-", "--into", "-"])).toContain("expected standard input once");
    expect(await refused([SMALL])).toBe(
      `${SMALL}: expected the answer of a range query, which is JSON and has no comments\n`,
    );
    expect(await refused([rows, REQUESTS])).toContain("expected logs alone");
    expect(await refused([REQUESTS, "--of", `candidate=${rows}`])).toBe(
      `${rows}: expected requests of candidate with a status or a latency, got none\n`,
    );
    const one = path.join(folder, "one.csv");
    writeFileSync(one, "time,status\n5,500");
    expect(await refused([REQUESTS, "--of", `candidate=${one}`])).toBe(
      `${one}: expected a period of 1m of candidate without a gap (--every), got none\n`,
    );
  });

  test("a scenario it cannot be put into", async () => {
    const plan = path.join(temporaryFolder(), "plan.json");
    writeFileSync(plan, '{"versions": [{"id": "a"}], "duration": "soon"}');
    const err = await refused([REQUESTS, "--into", plan]);
    expect(err).toContain(`${plan}: duration: expected a duration`);
    expect(err).toContain(`${plan}: strategies: expected`);
    const yaml = path.join(temporaryFolder(), "plan.yaml");
    writeFileSync(yaml, "name: Mine\nduration: 1h\n");
    expect(await refused([REQUESTS, "--into", yaml])).toMatch(
      /: expected a scenario, .*; got "name: Mine"\n$/,
    );
    writeFileSync(yaml, "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n");
    expect(await refused([REQUESTS, "--into", yaml])).toBe(
      `${yaml}: expected a scenario, got a manifest, which has no place for what was found: npm run -s lab -- import ${yaml} --out plan.json makes one of it\n`,
    );
    expect(
      await refused([REQUESTS, "--incident", "..", "--into", SMALL, "--version", "zz"]),
    ).toMatch(/--version: expected one of the versions .*, got "zz"/);
  });

  test("values that may be two things", async () => {
    const folder = temporaryFolder();
    const errors = path.join(folder, "errors.json");
    writeFileSync(errors, answer(series({}, minutes({}, 6), () => 0.01)));
    expect(await refused([REQUESTS, "--errors", errors])).toContain(
      `${errors}: values may be shares or requests per second: --as errors=share`,
    );
    const { code, out } = await lab(["fit", REQUESTS, "--errors", errors, "--as", "errors=share"]);
    expect(code).toBe(0);
    expect(written(out).versions[0]!.errorRate).toBe("1%");
  });
});
