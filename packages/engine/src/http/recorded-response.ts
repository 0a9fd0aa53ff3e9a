/** A response as plain data, which several requests may get. */
export interface RecordedResponse {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string | null
}

/** Reads a response to its end. */
export async function recordResponse(response: Response): Promise<RecordedResponse> {
  return {
    status: response.status,
    headers: [...response.headers],
    body: response.body === null ? null : await response.text(),
  }
}

/** Builds the response once more, with every `Set-Cookie`. */
export function replayResponse({ status, headers, body }: RecordedResponse): Response {
  return new Response(body, {
    status,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
  })
}

/** The length of a recorded response in characters, roughly. */
export function measureResponse({ headers, body }: RecordedResponse): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, body?.length ?? 0)
}
