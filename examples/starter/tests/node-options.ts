/** The apps are run from the packages' sources, so that a test never sees a stale build. */
export const nodeOptions = '--conditions=@x/source'
