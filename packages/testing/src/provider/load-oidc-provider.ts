type OidcProvider = typeof import('oidc-provider')

let loading: Promise<OidcProvider> | undefined

// oidc-provider 9 needs `URL.parse` of Node 22, and warns on import. With this `URL.parse`, it runs on Node 20.
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
