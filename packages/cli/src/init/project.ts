/** What is in the folder of the project already, and decides how files are written. */
export interface Project {
  /** The whole path. */
  readonly folder: string
  readonly isTypeScript: boolean
  /** Whether package.json says that its files are ES modules. */
  readonly isModule: boolean
  /** Whether tsconfig.json lets an import end in `.ts`. */
  readonly importsTs: boolean
  /** Whether the pages of Next.js are in `src`. */
  readonly hasSrcPages: boolean
  /** The page of Next.js at `/`, below the folder. */
  readonly homePage: string | undefined
  /** Whether next.config switches Cache Components on. */
  readonly hasCacheComponents: boolean
  readonly dependencies: readonly string[]
}
