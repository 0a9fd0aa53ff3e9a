/** Loads the configuration when the server starts, so that its mistakes are in the log before the first request. */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] === 'nodejs') await import('./auth.ts')
}
