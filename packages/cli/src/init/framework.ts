import type { Project } from './project.ts'

/** A file of the application. */
export interface AppFile {
  /** Below the folder of the project. */
  readonly path: string
  readonly text: string
  /** A file that most projects have in their own form: one that is there stays, also with `--force`. */
  readonly keepsExisting?: boolean
  /** A file of the project beside which the framework does not take this one, and what to do. So this one is not written. */
  readonly takenBy?: { readonly path: string; readonly advice: string }
}

/** What an application's file needs to know. */
export interface AppSettings {
  readonly isTypeScript: boolean
  /** The specifier of the configuration. */
  readonly configuration: string
  /** Where the application listens if the variable PORT is not set. */
  readonly port: string
  readonly hasRoles: boolean
}

/** A framework that `oidc init` writes an application for. */
export interface Framework {
  /** The value of `--framework`. */
  readonly id: string
  readonly label: string
  /** The package of ours. */
  readonly adapter: string
  /** Packages beside it, to install. */
  readonly packages: readonly string[]
  /** The smallest major version of those that may be too old. */
  readonly smallest?: Readonly<Record<string, number>>
  /** Packages of types, for TypeScript. */
  readonly types: readonly string[]
  /** The file of variables that it reads. */
  readonly environmentFile: '.env' | '.env.local'
  /** Lists the files beside the configuration. */
  readonly writeFiles: (settings: AppSettings, project: Project) => readonly AppFile[]
}
