// What `wrangler types` writes of wrangler.json and the secrets. Nothing else of Workers is needed, so the types of Node can
// stand beside it.
declare namespace Cloudflare {
  interface Env {
    readonly BASE_URL: string
    readonly ISSUER_URL: string
    readonly CLIENT_ID: string
    readonly API_URL: string
    readonly CLIENT_SECRET: string
    readonly SESSION_SECRET: string
  }
}

declare module 'cloudflare:workers' {
  export const env: Cloudflare.Env
}
