import { expect, test } from "vitest";
import { strategyName, wordsOf } from "../../ui/names.ts";

test("strategies go by the names their makers write, whatever the id adds", () => {
  const names: Readonly<Record<string, string>> = {
    canary: "Canary",
    blueGreen: "Blue-green",
    abTest: "A/B test",
    flagger: "Flagger",
    shadow: "Shadow",
    kserve: "KServe",
    codeDeploy: "CodeDeploy",
    "codeDeploy-2": "CodeDeploy 2",
    sageMaker: "SageMaker",
    "short-steps": "Short steps",
    "kserve-canary": "KServe canary",
    epsilonGreedy: "ε-greedy",
    "epsilonGreedy-30": "ε-greedy 30",
    epsilonDecreasing: "ε-decreasing",
    ucb1: "UCB1",
    ucbAlpha: "UCB(α)",
    klUcb: "KL-UCB",
    "batched-kl-ucb": "Batched KL-UCB",
    slidingUcb: "Sliding UCB",
    discountedThompson: "Discounted Thompson",
    moss: "MOSS",
    exp3: "Exp3",
    sprt: "SPRT",
    eProcess: "E-process",
    obrienFleming: "O'Brien-Fleming",
    shipsAt95: "Ships at 95",
    "-": "-",
  };
  for (const [id, name] of Object.entries(names)) expect(strategyName(id)).toBe(name);
});

test("names of fields and kinds become words", () => {
  expect(wordsOf("previewChecks")).toBe("preview checks");
  expect(wordsOf("InferenceService")).toBe("Inference service");
  expect(wordsOf("latencyP99")).toBe("latency p99");
  expect(wordsOf("step_weight-s")).toBe("step weight s");
});
