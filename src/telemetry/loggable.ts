/** These speak of code and not of values. */
const harmless = ["TypeError", "ReferenceError"];

/**
 * What a log may keep of an error. Messages of the database, the driver, the ORM and every parser can hold the values they speak of, so the
 * error's name, its code and where it happened stand for them.
 */
export function loggable(error: unknown) {
  const { name, code, message, stack, cause } = (error ?? {}) as Error & { code?: unknown };
  const frames = stack?.split("\n").filter((line) => /^\s*at .*:\d+:\d+\)?$/.test(line)) ?? [];
  return {
    type: name ?? "",
    code: typeof code === "string" ? code : undefined,
    message: harmless.includes(name) ? message : "",
    cause: (cause as { code?: unknown } | undefined)?.code,
    stack: frames.map((line) => line.trim()).join("\n"),
  };
}
