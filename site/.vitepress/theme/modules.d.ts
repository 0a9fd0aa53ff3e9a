/** The index that VitePress makes of all pages, by locale. */
declare module '@localSearchIndex' {
  const index: Readonly<Record<string, () => Promise<{ readonly default: string }>>>
  export default index
}

declare module '*.css' {}
