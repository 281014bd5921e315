import { describe, expect, test } from "vitest";
import {
  amount,
  count,
  duration,
  latency,
  percent,
  percentTo,
  rate,
  roundPercent,
  statistic,
} from "../../ui/format.ts";

const tables: readonly [string, (n: number) => string, readonly (readonly [number, string])[]][] = [
  [
    "duration",
    duration,
    [
      [0, "0s"],
      [0.08, "80ms"],
      [2.5, "2.5s"],
      [45, "45s"],
      [380, "6m 20s"],
      [59.7, "1m"],
      [3599.6, "1h"],
      [7500, "2h 5m"],
      [7230, "2h"],
      [259200, "3d"],
      [90000, "1d 1h"],
      [-90, "−1m 30s"],
    ],
  ],
  [
    "percent",
    percent,
    [
      [0, "0%"],
      [0.00001, "<0.01%"],
      [0.005, "0.50%"],
      [0.0099, "0.99%"],
      [0.00997, "1.0%"],
      [0.021, "2.1%"],
      [0.0996, "10%"],
      [0.25, "25%"],
      [0.9914, "99.1%"],
      [0.99999, ">99.9%"],
      [1, "100%"],
      [-0.02, "−2.0%"],
    ],
  ],
  [
    "roundPercent",
    roundPercent,
    [
      [0, "0%"],
      [0.005, "0.5%"],
      [0.07, "7%"],
      [1, "100%"],
    ],
  ],
  [
    "count",
    count,
    [
      [0, "0"],
      [41, "41"],
      [12345, "12,345"],
      [999_499, "999,499"],
      [1_234_567, "1.2 M"],
      [215_000_000, "215 M"],
      [1e9, "1 G"],
      [-3, "−3"],
    ],
  ],
  [
    "amount",
    amount,
    [
      [0, "0"],
      [0.01, "<0.1"],
      [0.42, "0.4"],
      [7.34, "7.3"],
      [9.97, "10"],
      [412.4, "412"],
    ],
  ],
  [
    "percentTo",
    percentTo(2),
    [
      [0.99499, "99.50%"],
      [1, "100.00%"],
      [-0.001, "−0.10%"],
    ],
  ],
  [
    "statistic",
    statistic,
    [
      [0, "0"],
      [2.4137, "2.41"],
      [-0.01234, "−0.0123"],
      [0.0004, "<0.001"],
      [-0.0004, "−<0.001"],
      [-1234.5, "−1,235"],
    ],
  ],
  [
    "latency",
    latency,
    [
      [0.004, "4 ms"],
      [0.38, "380 ms"],
      [0.0996, "100 ms"],
      [1.23, "1.2 s"],
      [30, "30 s"],
    ],
  ],
  [
    "rate",
    rate,
    [
      [0.5, "0.5/s"],
      [50, "50/s"],
      [1200, "1,200/s"],
    ],
  ],
];

describe.each(tables)("%s", (_, format, rows) => {
  test.each(rows)("%d is read as %s", (n, text) => expect(format(n)).toBe(text));
});
