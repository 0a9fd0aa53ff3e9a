/** What is in the folder of the project already, and decides how files are written. */
export interface Project {
  /** The whole path. */
  readonly folder: string
  readonly isTypeScript: boolean
  /** Whether package.json says that its files are ES modules. */
  readonly isModule: boolean
  /** Whether tsconfig.json lets an import end in `.ts`. */
  readonly importsTs: boolean
  /** Whether the folder `app` of Next.js is in `src`. */
  readonly hasSrcApp: boolean
  readonly dependencies: readonly string[]
}
