/** Holds something back until a test lets it go on, in the place of a delay: a slow machine cannot overtake it. */
export interface Gate {
  /** Resolves once the gate is open. */
  readonly opened: Promise<void>
  /** Lets everything that waits, and all that comes later, go on. */
  readonly open: () => void
}

/**
 * Creates a gate that is closed.
 * @example
 * const gate = createGate()
 * provider.twist({ respond: async ({ path }) => void (path === '/jwks' && (await gate.opened)) })
 */
export function createGate(): Gate {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
