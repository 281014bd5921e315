// Rollouts as transcripts: what happens when, and what is said of it. The stage is small enough to check each line by hand.
import { describe, expect, test } from "vitest";
import { play, type Actor, type Scene } from "../contract/stage.ts";

const stable: Actor = { id: "stable" };
const bad: Actor = { id: "candidate", errorRate: () => 0.05 };
const pods = (count: number, startup: number) => ({ count, startup });

type Case = [string, { type: string; [parameter: string]: unknown }, Scene, readonly string[]];

const plays = (entry: Case[1], scene: Scene) => play(entry, scene).transcript.split("\n");

const canary: readonly Case[] = [
  [
    "a canary without parameters: three steps of five minutes",
    { type: "canary" },
    {},
    [
      "0:00 weight [0]: 5% of the traffic to candidate",
      "0:00 pause [1]: stays here for 5m",
      "5:00 weight [2]: 25% of the traffic to candidate",
      "5:00 pause [3]: stays here for 5m",
      "10:00 weight [4]: 50% of the traffic to candidate",
      "10:00 pause [5]: stays here for 5m",
      "15:00 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "a bad candidate: the third failed check is one more than the limit",
    {
      type: "canary",
      at: "1m",
      checks: [{ metric: "errorRate", max: "1%", failureLimit: 2, delay: "1m" }],
    },
    { rate: 50, versions: [stable, bad] },
    [
      "1:00 weight [0]: 5% of the traffic to candidate",
      "1:00 pause [1]: stays here for 5m",
      "2:00 check: error rate 5% (7 of 150) > 1%",
      "3:00 check: error rate 5% (7 of 149) > 1%",
      "4:00 check: error rate 5% (8 of 151) > 1%",
      "4:00 rollback: error rate 5% (8 of 151) > 1% for the 3rd check, limit 2",
    ],
  ],
  [
    "weights wait for their pods; stable leaves half a minute after the promotion",
    {
      type: "canary",
      at: "1m",
      steps: [{ setWeight: 5 }, { pause: "2m" }, { setWeight: 30 }, { pause: "1m" }],
    },
    {
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { id: "candidate", pods: pods(10, 45) },
      ],
    },
    [
      "1:00 scale: 1 pod of candidate for 5% of the traffic",
      "1:45 weight [0]: 5% of the traffic to candidate",
      "1:45 pause [1]: stays here for 2m",
      "3:45 scale: 3 pods of candidate for 30% of the traffic",
      "4:30 weight [2]: 30% of the traffic to candidate",
      "4:30 pause [3]: stays here for 1m",
      "5:30 scale: all 10 pods of candidate before it takes over",
      "6:15 promote: past the last step: all traffic to candidate",
      "6:45 scale: stable has had no traffic for 30s",
    ],
  ],
  [
    "an abort takes all traffic at once, and the pods half a minute later",
    {
      type: "canary",
      checks: [{ metric: "errorRate", max: "1%", delay: "2m" }],
      steps: [{ setWeight: 50 }, { pause: "5m" }],
    },
    {
      rate: 50,
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { ...bad, pods: pods(10, 45) },
      ],
    },
    [
      "0:00 scale: 5 pods of candidate for 50% of the traffic",
      "0:45 weight [0]: 50% of the traffic to candidate",
      "0:45 pause [1]: stays here for 5m",
      "2:00 check: error rate 5% (75 of 1500) > 1%",
      "2:00 rollback: error rate 5% (75 of 1500) > 1% for the 1st check, limit 0",
      "2:30 scale: candidate has had no traffic for 30s",
    ],
  ],
  [
    "{} and null wait for a person",
    {
      type: "canary",
      steps: [{ setWeight: 20 }, { pause: {} }, { setWeight: 60 }, { pause: null }],
    },
    { approvesAfter: 90 },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 pause [1]: waits for a person",
      "1:30 resume [1]: a person approved",
      "1:30 weight [2]: 60% of the traffic to candidate",
      "1:30 pause [3]: waits for a person",
      "3:00 resume [3]: a person approved",
      "3:00 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "a pause nobody comes for lasts",
    { type: "canary", steps: [{ setWeight: 20 }, { pause: {} }] },
    {},
    ["0:00 weight [0]: 20% of the traffic to candidate", "0:00 pause [1]: waits for a person"],
  ],
  [
    "an analysis step blocks until its checks pass",
    {
      type: "canary",
      steps: [
        { setWeight: 20 },
        {
          analysis: {
            checks: [{ metric: "errorRate", max: "1%", count: 3, every: "30s", noData: "pass" }],
          },
        },
        { setWeight: 60 },
      ],
    },
    { rate: 50 },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 check: no data on error rate in the last 1m",
      "0:30 check: error rate 0% (0 of 300) <= 1%",
      "1:00 check: error rate 0% (0 of 600) <= 1%",
      "1:00 weight [2]: 60% of the traffic to candidate",
      "1:00 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "an inconclusive analysis step is asked again after a person approved",
    {
      type: "canary",
      steps: [
        { setWeight: 20 },
        {
          analysis: {
            checks: [{ metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m" }],
          },
        },
      ],
    },
    {
      rate: 50,
      approvesAfter: 60,
      versions: [stable, { id: "candidate", errorRate: (t) => (t < 60 ? 0.05 : 0) }],
    },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "1:00 check: error rate 5% (30 of 600) is inconclusive (from 1% to 9%)",
      "1:00 pause [1]: inconclusive, waits for a person: error rate 5% (30 of 600) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "2:00 resume [1]: a person approved",
      "3:00 check: error rate 0% (0 of 600) <= 9%",
      "3:00 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "an inconclusive check in the background: approving ends the pause, and the checks begin anew",
    {
      type: "canary",
      checks: [{ metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m" }],
      steps: [{ setWeight: 20 }, { pause: "5m" }, { setWeight: 50 }, { pause: "2m" }],
    },
    {
      rate: 50,
      approvesAfter: 100,
      versions: [stable, { id: "candidate", errorRate: (t) => (t < 130 ? 0.05 : 0) }],
    },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 pause [1]: stays here for 5m",
      "1:00 check: error rate 5% (30 of 600) is inconclusive (from 1% to 9%)",
      "1:00 pause [1]: inconclusive, waits for a person: error rate 5% (30 of 600) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "2:40 resume [1]: a person approved",
      "2:40 weight [2]: 50% of the traffic to candidate",
      "2:40 pause [3]: stays here for 2m",
      "3:40 check: error rate 0% (0 of 1351) <= 9%",
      "4:40 check: error rate 0% (0 of 1499) <= 9%",
      "4:40 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "several analyses, each from its own step",
    {
      type: "canary",
      steps: [{ setWeight: 10 }, { pause: "1m" }, { setWeight: 20 }, { pause: "1m" }],
      analysis: [
        { checks: [{ name: "early", metric: "errorRate", max: "1%", delay: "30s", count: 1 }] },
        { startingStep: 2, checks: [{ name: "late", metric: "errorRate", max: "1%" }] },
      ],
    },
    { rate: 50 },
    [
      "0:00 weight [0]: 10% of the traffic to candidate",
      "0:00 pause [1]: stays here for 1m",
      "0:30 check: early: error rate 0% (0 of 150) <= 1%",
      "1:00 check: late: error rate 0% (0 of 300) <= 1%",
      "1:00 weight [2]: 20% of the traffic to candidate",
      "1:00 pause [3]: stays here for 1m",
      "2:00 check: late: error rate 0% (0 of 599) <= 1%",
      "2:00 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "setScale parts pods from weight, matchWeight joins them again",
    {
      type: "canary",
      steps: [
        { setScale: { pods: 4 } },
        { setWeight: 10 },
        { pause: "1m" },
        { setScale: { share: 0.5 } },
        { setScale: "matchWeight" },
        { setWeight: 0 },
      ],
    },
    {
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { id: "candidate", pods: pods(10, 30) },
      ],
    },
    [
      "0:00 scale: 4 pods of candidate for 0% of the traffic",
      "0:30 weight [1]: 10% of the traffic to candidate",
      "0:30 pause [2]: stays here for 1m",
      "1:30 scale: 5 pods of candidate for 10% of the traffic",
      "2:00 scale: 1 pod of candidate for 10% of the traffic",
      "2:00 weight [5]: 0% of the traffic to candidate",
      "2:00 scale: 0 pods of candidate for 0% of the traffic",
      "2:00 scale: all 10 pods of candidate before it takes over",
      "2:30 promote: past the last step: all traffic to candidate",
      "3:00 scale: stable has had no traffic for 30s",
    ],
  ],
  [
    "routing by pods: a weight is what whole pods make of it",
    {
      type: "canary",
      routing: "pods",
      steps: [{ setWeight: 5 }, { pause: "1m" }, { setWeight: 50 }, { pause: "1m" }],
    },
    {
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { id: "candidate", pods: pods(10, 30) },
      ],
    },
    [
      "0:00 scale: 1 pod of candidate: pods for 5% of the traffic",
      "0:30 weight [0]: 9.1% of the traffic to candidate: 1 of 11 ready pods are its",
      "0:30 pause [1]: stays here for 1m",
      "1:30 scale: 5 pods of candidate: pods for 50% of the traffic",
      "1:30 scale: 7 pods of stable: pods for 50% of the traffic",
      "1:30 weight [2]: 12.5% of the traffic to candidate: 1 of 8 ready pods are its",
      "2:00 scale: 5 pods of stable: pods for 50% of the traffic",
      "2:00 weight [2]: 50% of the traffic to candidate: 5 of 10 ready pods are its",
      "2:00 pause [3]: stays here for 1m",
      "3:00 scale: 10 pods of candidate: past the last step: all pods to candidate",
      "3:00 scale: 3 pods of stable: past the last step: all pods to candidate",
      "3:00 weight: 62.5% of the traffic to candidate: 5 of 8 ready pods are its",
      "3:30 scale: 0 pods of stable: past the last step: all pods to candidate",
      "3:30 weight: 100% of the traffic to candidate: 10 of 10 ready pods are its",
      "3:30 promote: past the last step: every pod is candidate's",
    ],
  ],
  [
    "routing by pods: going back takes as long as stable's pods take to start",
    {
      type: "canary",
      routing: "pods",
      checks: [{ metric: "errorRate", max: "1%", delay: "100s" }],
      steps: [{ setWeight: 50 }, { pause: "5m" }],
    },
    {
      rate: 50,
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { ...bad, pods: pods(10, 30) },
      ],
    },
    [
      "0:00 scale: 5 pods of candidate: pods for 50% of the traffic",
      "0:00 scale: 8 pods of stable: pods for 50% of the traffic",
      "0:30 scale: 5 pods of stable: pods for 50% of the traffic",
      "0:30 weight [0]: 50% of the traffic to candidate: 5 of 10 ready pods are its",
      "0:30 pause [1]: stays here for 5m",
      "1:40 check: error rate 5% (75 of 1501) > 1%",
      "1:40 rollback: error rate 5% (75 of 1501) > 1% for the 1st check, limit 0",
      "1:40 scale: 10 pods of stable: back to all pods of stable",
      "1:40 scale: 3 pods of candidate: back to all pods of stable",
      "1:40 weight: 37.5% of the traffic to candidate: 3 of 8 ready pods are its",
      "2:00 scale: 0 pods of candidate: back to all pods of stable",
      "2:00 weight: 0% of the traffic to candidate: 0 of 10 ready pods are its",
    ],
  ],
  [
    "linear: equal steps at equal times",
    { type: "linear", step: "30%", every: "1m" },
    {},
    [
      "0:00 weight [0]: 30% of the traffic to candidate",
      "0:00 pause [1]: stays here for 1m",
      "1:00 weight [2]: 60% of the traffic to candidate",
      "1:00 pause [3]: stays here for 1m",
      "2:00 weight [4]: 90% of the traffic to candidate",
      "2:00 pause [5]: stays here for 1m",
      "3:00 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "pods beyond the fleet leave at the promotion",
    {
      type: "canary",
      steps: [{ setScale: { pods: 14 } }, { setWeight: 10 }, { pause: "1m" }],
    },
    {
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { id: "candidate", pods: pods(10, 30) },
      ],
    },
    [
      "0:00 scale: 14 pods of candidate for 0% of the traffic",
      "0:30 weight [1]: 10% of the traffic to candidate",
      "0:30 pause [2]: stays here for 1m",
      "1:30 promote: past the last step: all traffic to candidate",
      "1:30 scale: its own 10 pods are enough for candidate",
      "2:00 scale: stable has had no traffic for 30s",
    ],
  ],
  [
    "a named analysis says its name when it fails",
    {
      type: "canary",
      steps: [{ setWeight: 20 }, { pause: "5m" }],
      analysis: [{ name: "errors", checks: [{ metric: "errorRate", max: "1%", delay: "1m" }] }],
    },
    { rate: 50, versions: [stable, bad] },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 pause [1]: stays here for 5m",
      "1:00 check: error rate 5% (30 of 600) > 1%",
      "1:00 rollback: errors: error rate 5% (30 of 600) > 1% for the 1st check, limit 0",
    ],
  ],
  [
    "pods for a weight round up",
    { type: "canary", steps: [{ setWeight: 7 }, { setWeight: 11.2 }, { setWeight: 90.5 }] },
    {
      versions: [
        { id: "stable", pods: pods(100, 20) },
        { id: "candidate", pods: pods(100, 10) },
      ],
    },
    [
      "0:00 scale: 7 pods of candidate for 7% of the traffic",
      "0:10 weight [0]: 7% of the traffic to candidate",
      "0:10 scale: 12 pods of candidate for 11.2% of the traffic",
      "0:20 weight [1]: 11.2% of the traffic to candidate",
      "0:20 scale: 91 pods of candidate for 90.5% of the traffic",
      "0:30 weight [2]: 90.5% of the traffic to candidate",
      "0:30 scale: all 100 pods of candidate before it takes over",
      "0:40 promote: past the last step: all traffic to candidate",
      "1:10 scale: stable has had no traffic for 30s",
    ],
  ],
  [
    "nothing goes on while a person is waited for, even past the end of a pause",
    {
      type: "canary",
      checks: [{ metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m" }],
      steps: [{ setWeight: 20 }, { pause: "2m" }],
    },
    { rate: 50, approvesAfter: 300, duration: 330, versions: [stable, bad] },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 pause [1]: stays here for 2m",
      "1:00 check: error rate 5% (30 of 600) is inconclusive (from 1% to 9%)",
      "1:00 pause [1]: inconclusive, waits for a person: error rate 5% (30 of 600) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
    ],
  ],
  [
    "one approval is enough for an inconclusive check and the pause it came in",
    {
      type: "canary",
      checks: [{ metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m" }],
      steps: [{ setWeight: 20 }, { pause: {} }],
    },
    { rate: 50, approvesAfter: 100, versions: [stable, bad] },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 pause [1]: waits for a person",
      "1:00 check: error rate 5% (30 of 600) is inconclusive (from 1% to 9%)",
      "1:00 pause [1]: inconclusive, waits for a person: error rate 5% (30 of 600) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "2:40 resume [1]: a person approved",
      "2:40 promote: past the last step: all traffic to candidate",
    ],
  ],
  [
    "of two analyses that end together the failed one decides",
    {
      type: "canary",
      steps: [{ setWeight: 20 }, { pause: "5m" }],
      analysis: [
        {
          name: "unsure",
          checks: [{ metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m" }],
        },
        { name: "sure", checks: [{ metric: "errorRate", max: "1%", delay: "1m" }] },
      ],
    },
    { rate: 50, versions: [stable, bad] },
    [
      "0:00 weight [0]: 20% of the traffic to candidate",
      "0:00 pause [1]: stays here for 5m",
      "1:00 check: error rate 5% (30 of 600) is inconclusive (from 1% to 9%)",
      "1:00 check: error rate 5% (30 of 600) > 1%",
      "1:00 rollback: sure: error rate 5% (30 of 600) > 1% for the 1st check, limit 0",
    ],
  ],
];

const replaced: readonly Case[] = [
  [
    "without pods ten notional ones are replaced, each available after minReady",
    { type: "rolling" },
    {},
    [
      "0:00 weight: 38.5% of the traffic to candidate: 5 of 13 ready pods are its",
      "0:30 weight: 76.9% of the traffic to candidate: 10 of 13 ready pods are its",
      "1:00 weight: 100% of the traffic to candidate: 10 of 10 ready pods are its",
      "1:00 promote: every pod is candidate's and available",
    ],
  ],
  [
    "pods are replaced as they become available",
    { type: "rolling", minReady: "10s" },
    {
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { id: "candidate", pods: pods(10, 30) },
      ],
    },
    [
      "0:00 scale: 5 pods of candidate: stable is replaced by candidate",
      "0:00 scale: 8 pods of stable: stable is replaced by candidate",
      "0:30 weight: 38.5% of the traffic to candidate: 5 of 13 ready pods are its",
      "0:40 scale: 10 pods of candidate: stable is replaced by candidate",
      "0:40 scale: 3 pods of stable: stable is replaced by candidate",
      "0:40 weight: 62.5% of the traffic to candidate: 5 of 8 ready pods are its",
      "1:10 weight: 76.9% of the traffic to candidate: 10 of 13 ready pods are its",
      "1:20 scale: 0 pods of stable: stable is replaced by candidate",
      "1:20 weight: 100% of the traffic to candidate: 10 of 10 ready pods are its",
      "1:20 promote: every pod is candidate's and available",
    ],
  ],
  [
    "traffic follows pods that become ready while a person is waited for",
    {
      type: "rolling",
      minReady: "20s",
      checks: [
        { metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m", window: "15s" },
      ],
    },
    {
      rate: 50,
      duration: 120,
      versions: [
        { ...stable, pods: pods(10, 20) },
        { ...bad, pods: pods(10, 35) },
      ],
    },
    [
      "0:00 scale: 5 pods of candidate: stable is replaced by candidate",
      "0:00 scale: 8 pods of stable: stable is replaced by candidate",
      "0:35 weight: 38.5% of the traffic to candidate: 5 of 13 ready pods are its",
      "0:55 scale: 10 pods of candidate: stable is replaced by candidate",
      "0:55 scale: 3 pods of stable: stable is replaced by candidate",
      "0:55 weight: 62.5% of the traffic to candidate: 5 of 8 ready pods are its",
      "1:00 check: error rate 5% (18 of 350) is inconclusive (from 1% to 9%)",
      "1:00 pause: inconclusive, waits for a person: error rate 5% (18 of 350) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "1:30 weight: 76.9% of the traffic to candidate: 10 of 13 ready pods are its",
    ],
  ],
  [
    "so does a canary that only pods carry",
    {
      type: "canary",
      routing: "pods",
      steps: [{ setWeight: 10 }, { pause: "50s" }, { setWeight: 50 }, { pause: "5m" }],
      checks: [
        { metric: "errorRate", max: "9%", inconclusive: { min: "0%" }, delay: "2m", window: "15s" },
      ],
    },
    {
      rate: 50,
      duration: 160,
      versions: [
        { ...stable, pods: pods(10, 20) },
        { ...bad, pods: pods(10, 35) },
      ],
    },
    [
      "0:00 scale: 1 pod of candidate: pods for 10% of the traffic",
      "0:00 scale: 9 pods of stable: pods for 10% of the traffic",
      "0:35 weight [0]: 10% of the traffic to candidate: 1 of 10 ready pods are its",
      "0:35 pause [1]: stays here for 50s",
      "1:25 scale: 5 pods of candidate: pods for 50% of the traffic",
      "1:25 scale: 7 pods of stable: pods for 50% of the traffic",
      "1:25 weight [2]: 12.5% of the traffic to candidate: 1 of 8 ready pods are its",
      "2:00 check: error rate 5% (5 of 94) is inconclusive (from 0% to 9%)",
      "2:00 pause [2]: inconclusive, waits for a person: error rate 5% (5 of 94) is inconclusive (from 0% to 9%) for the 1st check, limit 0",
      "2:00 weight: 41.7% of the traffic to candidate: 5 of 12 ready pods are its",
    ],
  ],
  [
    "a failed check rolls back: the decision first, then the pods",
    { type: "rolling", checks: [{ metric: "errorRate", max: "1%", delay: "1m" }] },
    {
      rate: 50,
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { ...bad, pods: pods(10, 30) },
      ],
    },
    [
      "0:00 scale: 5 pods of candidate: stable is replaced by candidate",
      "0:00 scale: 8 pods of stable: stable is replaced by candidate",
      "0:30 weight: 38.5% of the traffic to candidate: 5 of 13 ready pods are its",
      "1:00 check: error rate 4.9% (28 of 577) > 1%",
      "1:00 rollback: error rate 4.9% (28 of 577) > 1% for the 1st check, limit 0",
      "1:00 scale: 10 pods of stable: back to stable",
      "1:00 scale: 0 pods of candidate: back to stable",
      "1:00 weight: 0% of the traffic to candidate: 0 of 8 ready pods are its",
    ],
  ],
  [
    "an inconclusive check holds everything until a person approves",
    {
      type: "rolling",
      checks: [{ metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "20s" }],
    },
    {
      rate: 50,
      approvesAfter: 100,
      versions: [stable, { id: "candidate", errorRate: (t) => (t < 70 ? 0.05 : 0) }],
    },
    [
      "0:00 weight: 38.5% of the traffic to candidate: 5 of 13 ready pods are its",
      "0:20 check: error rate 5% (14 of 288) is inconclusive (from 1% to 9%)",
      "0:20 pause: inconclusive, waits for a person: error rate 5% (14 of 288) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "2:00 resume: a person approved",
      "2:00 weight: 76.9% of the traffic to candidate: 10 of 13 ready pods are its",
      "2:20 check: error rate 0% (0 of 1441) <= 9%",
      "2:30 weight: 100% of the traffic to candidate: 10 of 10 ready pods are its",
      "2:30 promote: every pod is candidate's and available",
    ],
  ],
  [
    "recreate: nobody serves from the stop until the candidate is ready",
    { type: "recreate", at: "1m" },
    {
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { id: "candidate", pods: pods(10, 45) },
      ],
    },
    [
      "1:00 weight: stable is stopped: nobody serves until candidate is ready",
      "1:00 scale: stable is stopped",
      "1:30 scale: 10 pods of candidate started after 30s",
      "2:15 promote: candidate is ready: all traffic to it",
    ],
  ],
  [
    "going back late takes as many stages as going forward",
    {
      type: "rolling",
      minReady: "30s",
      checks: [{ metric: "errorRate", max: "1%", delay: "95s" }],
    },
    {
      rate: 50,
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { ...bad, pods: pods(10, 30) },
      ],
    },
    [
      "0:00 scale: 5 pods of candidate: stable is replaced by candidate",
      "0:00 scale: 8 pods of stable: stable is replaced by candidate",
      "0:30 weight: 38.5% of the traffic to candidate: 5 of 13 ready pods are its",
      "1:00 scale: 10 pods of candidate: stable is replaced by candidate",
      "1:00 scale: 3 pods of stable: stable is replaced by candidate",
      "1:00 weight: 62.5% of the traffic to candidate: 5 of 8 ready pods are its",
      "1:30 weight: 76.9% of the traffic to candidate: 10 of 13 ready pods are its",
      "1:35 check: error rate 5% (75 of 1514) > 1%",
      "1:35 rollback: error rate 5% (75 of 1514) > 1% for the 1st check, limit 0",
      "1:35 scale: 8 pods of stable: back to stable",
      "1:35 scale: 5 pods of candidate: back to stable",
      "1:35 weight: 62.5% of the traffic to candidate: 5 of 8 ready pods are its",
      "1:55 weight: 38.5% of the traffic to candidate: 5 of 13 ready pods are its",
      "2:25 scale: 10 pods of stable: back to stable",
      "2:25 scale: 0 pods of candidate: back to stable",
      "2:25 weight: 0% of the traffic to candidate: 0 of 8 ready pods are its",
    ],
  ],
];

const blueGreen: readonly Case[] = [
  [
    "nothing to check: promoted at the cutover, the old fleet kept for ten minutes",
    { type: "blueGreen", at: "1m" },
    {
      versions: [
        { id: "stable", pods: pods(10, 20) },
        { id: "candidate", pods: pods(10, 45) },
      ],
    },
    [
      "1:00 scale: all 10 pods of candidate, beside the old ones",
      "1:45 promote: all traffic to candidate at once; nothing is checked",
      "11:45 scale: stable has had no traffic for 10m",
    ],
  ],
  [
    "checks without a count end well when keepOld has passed",
    {
      type: "blueGreen",
      keepOld: "5m",
      checks: [{ metric: "errorRate", max: "1%", delay: "1m" }],
    },
    {
      versions: [
        { id: "stable", pods: pods(4, 20) },
        { id: "candidate", pods: pods(4, 45) },
      ],
    },
    [
      "0:00 scale: all 4 pods of candidate, beside the old ones",
      "0:45 weight: all traffic to candidate at once",
      "1:45 check: error rate 0% (0 of 300) <= 1%",
      "2:45 check: error rate 0% (0 of 300) <= 1%",
      "3:45 check: error rate 0% (0 of 300) <= 1%",
      "4:45 check: error rate 0% (0 of 300) <= 1%",
      "5:45 check: error rate 0% (0 of 300) <= 1%",
      "5:45 promote: its checks did not end it in the 5m the old fleet was kept",
      "5:45 scale: stable has had no traffic for 5m",
    ],
  ],
  [
    "a failed check sends everybody back at once",
    { type: "blueGreen", checks: [{ metric: "errorRate", max: "1%", delay: "1m" }] },
    {
      rate: 50,
      versions: [
        { id: "stable", pods: pods(4, 20) },
        { ...bad, pods: pods(4, 45) },
      ],
    },
    [
      "0:00 scale: all 4 pods of candidate, beside the old ones",
      "0:45 weight: all traffic to candidate at once",
      "1:45 check: error rate 5% (150 of 3000) > 1%",
      "1:45 rollback: error rate 5% (150 of 3000) > 1% for the 1st check, limit 0",
      "2:15 scale: candidate has had no traffic for 30s",
    ],
  ],
  [
    "preview checks see no live traffic: five errors in a row end it before anybody is hit",
    { type: "blueGreen", previewChecks: [{ metric: "errorRate", max: "1%" }] },
    {},
    [
      "0:00 check: no data on error rate in the last 1m",
      "0:10 check: no data on error rate in the last 1m",
      "0:20 check: no data on error rate in the last 1m",
      "0:30 check: no data on error rate in the last 1m",
      "0:40 check: no data on error rate in the last 1m",
      "0:40 rollback: no data on error rate in the last 1m for the 5th time in a row, limit 4",
    ],
  ],
  [
    "a person cuts over; checks with a count promote when they are done",
    {
      type: "blueGreen",
      previewChecks: [{ metric: "errorRate", max: "1%", noData: "pass" }],
      autoPromotion: false,
      checks: [{ metric: "errorRate", max: "1%", delay: "30s", count: 2 }],
    },
    { approvesAfter: 200, rate: 20 },
    [
      "0:00 check: no data on error rate in the last 1m",
      "0:00 pause: candidate is ready, waits for a person to cut over",
      "3:20 resume: a person approved",
      "3:20 weight: all traffic to candidate at once",
      "3:50 check: error rate 0% (0 of 500) <= 1%",
      "4:50 check: error rate 0% (0 of 1200) <= 1%",
      "4:50 promote: the check passed: error rate 0% (0 of 1200) <= 1%",
    ],
  ],
  [
    "autoPromotion counts from the end of the preview checks",
    {
      type: "blueGreen",
      previewChecks: [{ metric: "errorRate", max: "1%", noData: "pass" }],
      autoPromotion: "45s",
    },
    {},
    [
      "0:00 check: no data on error rate in the last 1m",
      "0:00 pause: candidate is ready, cuts over in 45s",
      "0:45 promote: all traffic to candidate at once; nothing is checked",
    ],
  ],
  [
    "while a person is waited for, keepOld does not decide, and the old fleet stays",
    {
      type: "blueGreen",
      keepOld: "2m",
      checks: [{ metric: "errorRate", max: "9%", inconclusive: { min: "1%" }, delay: "1m" }],
    },
    {
      approvesAfter: 200,
      rate: 50,
      versions: [
        { id: "stable", pods: pods(4, 20) },
        { id: "candidate", errorRate: (t) => (t < 130 ? 0.05 : 0), pods: pods(4, 45) },
      ],
    },
    [
      "0:00 scale: all 4 pods of candidate, beside the old ones",
      "0:45 weight: all traffic to candidate at once",
      "1:45 check: error rate 5% (150 of 3000) is inconclusive (from 1% to 9%)",
      "1:45 pause: inconclusive, waits for a person: error rate 5% (150 of 3000) is inconclusive (from 1% to 9%) for the 1st check, limit 0",
      "5:05 resume: a person approved",
      "5:05 promote: its checks did not end it in the 2m the old fleet was kept",
      "5:05 scale: stable has had no traffic for 4m 20s",
    ],
  ],
  [
    "keepOld decides between two checks as well; autoPromotion of 0 is at once",
    {
      type: "blueGreen",
      autoPromotion: 0,
      keepOld: "90s",
      checks: [{ metric: "errorRate", max: "1%", delay: "1m" }],
    },
    {},
    [
      "0:00 weight: all traffic to candidate at once",
      "1:00 check: error rate 0% (0 of 300) <= 1%",
      "1:30 promote: its checks did not end it in the 1m 30s the old fleet was kept",
    ],
  ],
];

const experiments: readonly Case[] = [
  [
    "a better candidate ships",
    { type: "abTest", at: "1m", mde: 0.05 },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.1 },
        { id: "candidate", errorRate: () => 0.05 },
      ],
    },
    [
      "1:00 weight: 50% of the traffic to candidate",
      "1:45 promote: better: success rate 95% (427 of 449) against stable's 90% (406 of 451), z = 2.90, p = 0.0037; needs 432 a group, has 449",
    ],
  ],
  [
    "no difference: stable stays",
    { type: "abTest", mde: 0.05 },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.1 },
        { id: "candidate", errorRate: () => 0.1 },
      ],
    },
    [
      "0:00 weight: 50% of the traffic to candidate",
      "1:00 rollback: no difference at alpha 0.05: success rate 90% (540 of 600) against stable's 90% (540 of 600), z = 0.00, p = 1; needs 564 a group, has 600",
    ],
  ],
  [
    "the run ends first",
    { type: "abTest", mde: 0.001 },
    { rate: 2 },
    [
      "0:00 weight: 50% of the traffic to candidate",
      "30:00 note: the run ends first: needs 7844 a group, has 1800: finds 0.1 points with 27%",
    ],
  ],
  [
    "`until` looks at whatever there is",
    { type: "abTest", mde: 0.001, until: "10m" },
    {
      rate: 2,
      versions: [
        { id: "stable", errorRate: () => 0.1 },
        { id: "candidate", errorRate: () => 0.1 },
      ],
    },
    [
      "0:00 weight: 50% of the traffic to candidate",
      "10:00 rollback: no difference at alpha 0.05: success rate 90% (540 of 600) against stable's 90% (540 of 600), z = 0.00, p = 1; not enough by 10m: needs 1,412,798 a group, has 600: finds 0.1 points with 5%, 4.3 points with 80%",
    ],
  ],
  [
    "under the reward objective it compares conversions; the loser's pods leave",
    { type: "abTest", mde: 0.05 },
    {
      objective: "reward",
      rate: 20,
      versions: [
        { id: "stable", reward: 0.1, pods: pods(3, 10) },
        { id: "candidate", reward: 0.2, pods: pods(3, 10) },
      ],
    },
    [
      "0:00 weight: 50% of the traffic to candidate",
      "1:30 promote: better: conversion 20% (180 of 900) against stable's 10% (90 of 900), z = 5.94, p < 0.0001; needs 800 a group, has 900",
      "2:00 scale: stable has had no traffic for 30s",
    ],
  ],
  [
    "ships the candidate once it is likely the best",
    { type: "bandit", stop: { minimumRequests: 200 } },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.1, pods: pods(2, 1) },
        { id: "candidate", errorRate: () => 0.02, pods: pods(2, 1) },
      ],
    },
    [
      "1:00 promote: candidate is the best with probability 99.7%, wanted 95%: stable 91% of 44, candidate 98% of 1156",
      "1:30 scale: stable has had no traffic for 30s",
    ],
  ],
  [
    "ships stable, with updates in batches",
    {
      type: "bandit",
      policy: "epsilonGreedy",
      update: { every: "5m" },
      stop: { minimumRequests: 200 },
    },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.01 },
        { id: "candidate", errorRate: () => 0.1 },
      ],
    },
    [
      "1:00 rollback: stable is the best with probability 100%, wanted 95%: stable 99.1% of 586, candidate 90% of 614",
    ],
  ],
  [
    "better, but not significantly: stable stays",
    { type: "abTest", mde: 0.05 },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.1 },
        { id: "candidate", errorRate: () => 0.09 },
      ],
    },
    [
      "0:00 weight: 50% of the traffic to candidate",
      "1:00 rollback: no difference at alpha 0.05: success rate 91% (546 of 600) against stable's 90% (540 of 600), z = 0.59, p = 0.55; needs 539 a group, has 600",
    ],
  ],
  [
    "significantly worse: stable stays; groups of different size need different numbers",
    { type: "abTest", mde: 0.05, split: 0.2, baseline: 0.9 },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.1 },
        { id: "candidate", errorRate: () => 0.2 },
      ],
    },
    [
      "0:00 weight: 20% of the traffic to candidate",
      "1:15 rollback: worse: success rate 80% (240 of 300) against stable's 90% (1080 of 1200), z = -4.77, p < 0.0001; needs 1156 of stable and 289 of the candidate, has 1200 and 300",
    ],
  ],
  [
    "is not sure which of two alike is better, and ships neither",
    { type: "bandit", policy: "uniform", stop: {} },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.1 },
        { id: "candidate", errorRate: () => 0.1 },
      ],
    },
    [""],
  ],
  [
    "does not stop before it has enough rewards",
    { type: "bandit", stop: { minimumRequests: 5000 } },
    {
      rate: 20,
      versions: [
        { id: "stable", errorRate: () => 0.1 },
        { id: "candidate", errorRate: () => 0.02 },
      ],
    },
    [
      "5:00 promote: candidate is the best with probability 99.94%, wanted 95%: stable 90% of 51, candidate 98% of 5949",
    ],
  ],
];

describe.each([
  ["canary and linear", canary],
  ["rolling and recreate", replaced],
  ["blueGreen", blueGreen],
  ["abTest and bandit", experiments],
])("%s", (_family, cases) => {
  test.each(cases)("%s", (_story, entry, scene, transcript) => {
    expect(plays(entry, scene)).toEqual(transcript);
  });
});
