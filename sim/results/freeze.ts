/** Freezes plain data all the way down: what is published does not change. */
export function deepFreeze<T>(data: T): T {
  if (
    typeof data === "object" &&
    data !== null &&
    !ArrayBuffer.isView(data) &&
    !Object.isFrozen(data)
  ) {
    Object.freeze(data);
    for (const value of Object.values(data)) deepFreeze(value);
  }
  return data;
}
