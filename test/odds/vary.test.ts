import { expect, test } from "vitest";
import { grid, readAxis } from "../../sim/odds/vary.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";

test("a list: each value JSON, or else as written", () => {
  expect(readAxis("versions[1].errorRate=1%,0.02, 3")).toEqual({
    path: "versions[1].errorRate",
    values: ["1%", 0.02, 3],
    labels: ["1%", "0.02", "3"],
  });
  expect(
    readAxis('versions[1].latency={"p50":"10ms","p99":"20ms"},{"constant":"1s"}').values,
  ).toEqual([{ p50: "10ms", p99: "20ms" }, { constant: "1s" }]);
  expect(readAxis('traffic.shape=[["0s",1],["9m",2]],[]').values).toEqual([
    [
      ["0s", 1],
      ["9m", 2],
    ],
    [],
  ]);
  expect(readAxis('x={"quantiles":[[0,"1s"],[1,"2s"]],"a":{"b":1}},"a,[b","\\",c"').values).toEqual(
    [
      {
        quantiles: [
          [0, "1s"],
          [1, "2s"],
        ],
        a: { b: 1 },
      },
      "a,[b",
      '",c',
    ],
  );
});

test.each([
  ["0.5%..5%/10", [0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05], "0.5%", "5%"],
  ["1..5/3", [1, 3, 5], "1", "5"],
  ["1000001..1000003/3", [1000001, 1000002, 1000003], "1000001", "1000003"],
  ["0.1..0.2/4", [0.1, 0.133333333333, 0.166666666667, 0.2], "0.1", "0.2"],
  ["30s..5m/4", [30, 120, 210, 300], "30s", "5m"],
  ["10/s..40/s/4", [10, 20, 30, 40], "10/s", "40/s"],
  ["5%..1%/3", [0.05, 0.03, 0.01], "5%", "1%"],
])("a range, both ends in it: %s", (written, values, first, last) => {
  const axis = readAxis(`x=${written}`);
  expect(axis.values).toEqual(values);
  expect([axis.labels[0], axis.labels.at(-1)]).toEqual([first, last]);
});

test.each([
  ["x=", "expected values like"],
  ["x=,", "expected a value between commas"],
  ["x=1,,2", "expected a value between commas"],
  ["x=1,2,", "expected a value between commas"],
  ["x=1..5/1", "expected 2 to 100 values in a range, got 1"],
  ["x=1..5/101", "expected 2 to 100 values in a range, got 101"],
  ["x=1%..5/3", "expected both ends"],
  ["x=a..b/3", "expected both ends"],
  ["=1,2", "expected PATH=VALUE"],
  ["versions[=1,2", "expected a path"],
])("%s is refused", (written, message) => {
  const refused = () => readAxis(written);
  expect(refused).toThrow(ScenarioError);
  expect(refused).toThrow(message);
});

test("a grid of two: every combination, the last fastest", () => {
  const points = grid([readAxis("a=1,2"), readAxis("b=x,y")]);
  expect(points.map(({ label }) => label)).toEqual(["1, x", "1, y", "2, x", "2, y"]);
  expect(points[1]!.set).toEqual({ a: 1, b: "y" });
  expect(grid([])).toEqual([{ set: {}, label: "" }]);
});
