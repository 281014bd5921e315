import { expect, test } from "vitest";
import { grid, readAxes, readAxis } from "../../sim/odds/vary.ts";
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
  ["x=1%..2%", 'expected how many values, as in 1%..2%/10, got "1%..2%"'],
  ["x=3%,10s .. 2m", "expected how many values, as in 10s .. 2m/10"],
  ["x=1%,2%,1%", "x: expected different values, got 1% and 1%"],
  ["x=1%,0.01", "expected different values, got 1% and 0.01"],
  ["x=1m,60s", "expected different values, got 1m and 60s"],
  ["x=1..1/3", "expected different values, got 1 and 1"],
  ['x={"a":1},{"a":1}', "expected different values"],
  ["=1,2", "expected PATH=VALUE"],
  ["versions[=1,2", "expected a path"],
])("%s is refused", (written, message) => {
  const refused = () => readAxis(written);
  expect(refused).toThrow(ScenarioError);
  expect(refused).toThrow(message);
});

test("two dots between what are no ends are text", () => {
  expect(readAxis("x=a..b,v1..v2").values).toEqual(["a..b", "v1..v2"]);
});

test("what is no list of texts is told as such, for a program has no types when it runs", () => {
  const refused = (vary: unknown) => () => readAxes(vary as string[]);
  expect(refused("a=1,2")).toThrow(
    'vary: expected a list like ["versions[1].errorRate=1%,3%"], got "a=1,2"',
  );
  expect(refused(["a=1,2", { path: "b", values: [1] }])).toThrow(
    'vary[1]: expected text like "versions[1].errorRate=1%,3%", got {"path":"b","values":[1]}',
  );
  expect(readAxes(["a=1,2"])).toEqual([readAxis("a=1,2")]);
});

test("a grid of two: every combination, the last fastest", () => {
  const points = grid([readAxis("a=1,2"), readAxis("b=x,y")]);
  expect(points.map(({ label }) => label)).toEqual(["1, x", "1, y", "2, x", "2, y"]);
  expect(points[1]!.set).toEqual({ a: 1, b: "y" });
  expect(grid([])).toEqual([{ set: {}, label: "" }]);
});
