/** Milliseconds, for a page that hangs: no machine is so busy that it reaches them. */
export const pageTimeout = 240_000
