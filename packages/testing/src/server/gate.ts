/** Blocks a task until a test opens the gate. It replaces a delay, which would be too short on a slow machine. */
export interface Gate {
  /** Resolves when the gate is open. */
  readonly opened: Promise<void>
  /** Opens the gate: all tasks that wait for it continue, and later tasks do not wait. */
  readonly open: () => void
}

/**
 * Creates a closed gate.
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
