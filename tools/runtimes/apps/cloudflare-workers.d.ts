declare module 'cloudflare:workers' {
  export const env: Readonly<Record<string, string | undefined>>
}
