// What lies beside a plan and takes no part in it.
import { describe, expect, it } from "vitest";
import { canary, errorRate, template } from "./argoManifests.ts";
import { read } from "./flaggerManifests.ts";

const notesOf = (text: string) => read(text).notes.map(({ line, text }) => `${line}: ${text}`);

const STEPS = "- setWeight: 10\n- pause: {duration: 5m}";

describe("templates", () => {
  const spare = template("spare", errorRate("interval: 1m"));

  it("that nothing refers to check nothing, and are not told as modelled", () => {
    const text = `${canary(STEPS)}\n---\n${spare.replace(/^---\n/, "")}`;
    expect(notesOf(text).join("\n")).toMatch(
      /\d+: nothing refers to AnalysisTemplate spare: it checks nothing/,
    );
    expect(read(text).report.find(({ path }) => path === "spec")).toMatchObject({
      status: "ignored",
    });
  });

  it("that a rollout refers to do", () => {
    const analysis = "analysis:\n  templates:\n    - templateName: spare";
    const text = `${canary(STEPS, analysis)}\n---\n${spare.replace(/^---\n/, "")}`;
    expect(notesOf(text).join("\n")).not.toMatch(/nothing refers/);
  });
});

describe("analyses behind a #", () => {
  it("are told once for each block of comments", () => {
    const text = canary(STEPS).replace(
      "  steps:",
      "  # analysis:\n      #   templates:\n      #     - templateName: a\n      steps:",
    );
    const notes = notesOf(text).filter((note) => note.includes("commented out"));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^\d+: analysis is commented out: it checks nothing$/);
  });

  it("words about an analysis are none", () => {
    const text = `# the analysis: see the wiki\n# analysis is off\n${canary(STEPS)}`;
    expect(notesOf(text).join("\n")).not.toMatch(/commented out/);
  });
});
