/** What `wrangler types` writes of wrangler.json and the secrets. */
declare namespace Cloudflare {
  interface Env {
    readonly BASE_URL: string
    readonly ISSUER_URL: string
    readonly CLIENT_ID: string
    readonly CLIENT_SECRET: string
    readonly SESSION_SECRET: string
  }
}
