/** One request that reached a test server. */
export interface LoggedRequest {
  /** The method. */
  readonly method: string
  /** The path without the query: a query may hold a code or a state. */
  readonly path: string
  /** The time as NumericDate, with fractions of a second. */
  readonly at: number
}

/** The requests that a test server received, in the order of arrival. */
export interface RequestLog {
  /** Every request, in order. */
  readonly all: readonly LoggedRequest[]
  /** Counts the requests whose path ends in `path`. With a method, only requests of that method. */
  count(path: string, method?: string): number
  /** Deletes all entries. */
  clear(): void
}

// The log is bounded, because hostile tests send very many requests to one server.
const limit = 100_000

/** Creates a log and the function that adds requests to it. */
export function createRequestLog(): { log: RequestLog; record: (request: LoggedRequest) => void } {
  const all: LoggedRequest[] = []
  const log: RequestLog = {
    all,
    count: (path, method) =>
      all.filter((seen) => seen.path.endsWith(path) && (method === undefined || seen.method === method))
        .length,
    clear: () => {
      all.length = 0
    },
  }
  return {
    log,
    record: (request) => {
      if (all.length < limit) all.push(request)
    },
  }
}
