// The newest value once it rests: for what is read, not watched, so that a dragged slider pays only for what moves under the eye.
import { useEffect, useState } from "react";

const REST_MS = 250;

/** The first value at once, a later one when no other follows it for a moment. */
export function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}
