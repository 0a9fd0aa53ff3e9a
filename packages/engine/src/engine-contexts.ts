import type { EngineContext } from './engine-context.ts'

/** The context of each engine, for `./testing`: an engine itself does not show it. */
export const engineContexts = new WeakMap<object, EngineContext>()
