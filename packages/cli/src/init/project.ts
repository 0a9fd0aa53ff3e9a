/** What is in the folder of the project already, and decides how files are written. */
export interface Project {
  /** The whole path. */
  readonly folder: string
  readonly isTypeScript: boolean
  /** Whether package.json says that its files are ES modules. */
  readonly isModule: boolean
  /** Whether tsconfig.json lets an import end in `.ts`. */
  readonly importsTs: boolean
  readonly next: NextApp
  /** The names of packages in package.json, and their ranges. */
  readonly dependencies: ReadonlyMap<string, string>
}

/** What an application of Next.js has already. Paths are below the folder of the project, and undefined if there is none. */
export interface NextApp {
  /** Where its pages are: `''` or `'src/'`. */
  readonly source: string
  /** What serves `/`. */
  readonly homePage: string | undefined
  /** The outermost layout of the app router. */
  readonly layout: string | undefined
  /** Next.js takes a `proxy` or this, and not both. */
  readonly middleware: string | undefined
  /** Whether next.config switches Cache Components on. */
  readonly hasCacheComponents: boolean
}
