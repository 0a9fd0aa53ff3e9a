type OidcProvider = typeof import('oidc-provider')

let loading: Promise<OidcProvider> | undefined

// oidc-provider 9 asks for Node 22 for the sake of `URL.parse` and warns on import; with it, Node 20 runs the package.
function parseUrl(url: string, base?: string): URL | null {
  return URL.canParse(url, base) ? new URL(url, base) : null
}

async function load(): Promise<OidcProvider> {
  if (!('parse' in URL))
    Object.defineProperty(URL, 'parse', { value: parseUrl, configurable: true, writable: true })
  const { warn } = console
  console.warn = (...message: unknown[]) => {
    if (!String(message[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...message)
  }
  try {
    return await import('oidc-provider')
  } finally {
    console.warn = warn
  }
}

/** Loads the `oidc-provider` package without its warning about Node 20. */
export function loadOidcProvider(): Promise<OidcProvider> {
  loading ??= load()
  return loading
}
