import { loggable } from "./loggable.ts";

/** How the server logs: one JSON object a line, on the standard output. Whatever is logged as an error passes `loggable`. */
export const loggerOptions = (level: string) => ({
  level,
  serializers: {
    err: loggable,
    error: loggable,
    req: ({ method, id }: { method?: string; id?: unknown }) => ({ method, id }),
    res: ({ statusCode }: { statusCode?: number }) => ({ statusCode }),
  },
  redact: ["req.headers", "headers", "body", "variables"],
});
