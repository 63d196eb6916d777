/** Small form state: values by name, and what the server said about each of them. */
import { useState } from "react";
import { ApiError, sentence } from "./http";

export interface Fields<Values> {
  values: Values;
  set: <Name extends keyof Values>(name: Name, value: Values[Name]) => void;
  reset: (values: Values) => void;
}

export function useFields<Values extends object>(initial: Values): Fields<Values> {
  const [values, setValues] = useState(initial);
  return {
    values,
    set: (name, value) => setValues((old) => ({ ...old, [name]: value })),
    reset: setValues,
  };
}

/** The error of one field, or undefined. */
export const fieldError = (error: unknown, ...at: (string | number)[]): string | undefined =>
  error instanceof ApiError ? error.at(...at) : undefined;

/** What is left to say above the form: everything that no shown field says itself. */
export function formError(error: unknown, shown: string[]): string | undefined {
  if (!error) return undefined;
  if (!(error instanceof ApiError) || error.errors.length === 0) return sentence(error);
  const rest = error.errors.filter(({ at }) => !(at.length === 1 && shown.includes(String(at[0]))));
  return rest.length ? rest.map((problem) => problem.message).join(" ") : undefined;
}
