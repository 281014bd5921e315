// Points of a large grid: how far their reading is, and Ctrl-C meanwhile.
import { expect, onTestFinished, test, vi } from "vitest";
import { readWords } from "../../src/cli/command.ts";
import { tellInterrupt } from "../../src/cli/interrupt.ts";
import { odds } from "../../src/cli/odds.ts";
import { SMALL } from "./lab.ts";

const GRID = [SMALL, "--vary", "traffic.rate=1..3/100", "--vary", "versions[1].errorRate=0..1/100"];

/** What is written to standard error as to a terminal. */
function terminal(heard: (text: string) => void): void {
  const { isTTY } = process.stderr;
  process.stderr.isTTY = true;
  vi.stubEnv("TERM", "xterm");
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    heard(String(text));
    return true;
  });
  onTestFinished(() => {
    write.mockRestore();
    vi.unstubAllEnvs();
    process.stderr.isTTY = isTTY;
  });
}

test("a terminal is told how far it is; Ctrl-C ends it with a line, before any run", async () => {
  const told: string[] = [];
  terminal((text) => {
    told.push(text);
    if (text.includes("reading point")) tellInterrupt();
  });
  expect(await odds.run(readWords(odds, [...GRID, "--runs", "1"]))).toBe(130);
  const [bar, erased, line] = told;
  expect(bar).toMatch(/\] \d+% {2}[\d,]+ points\/s .* left {2}reading point [\d,]+ of 10,000$/);
  expect(erased).toBe("\r\u001B[K");
  expect(line).toMatch(/^stopped after reading [\d,]+ of 10,000 points: no run was begun\n$/);
  expect(told).toHaveLength(3);
});

test("a point that is no scenario is refused before any run of the others", async () => {
  const vary = ["--vary", "traffic.rate=5/s,9/s", "--vary", "versions[1].errorRate=1%,2"];
  const refused = odds.run(readWords(odds, [SMALL, ...vary, "--runs", "100000"]));
  await expect(refused).rejects.toThrow(
    /^\S+small.json: versions\[1\].errorRate: expected a share in \[0, 1\], got 2; /,
  );
});
