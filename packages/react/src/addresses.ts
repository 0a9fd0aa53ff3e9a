/** Where the application has the paths of the library. The values are those of the options of `createOidc`. */
export interface AddressOptions {
  /** The path of `baseUrl`, such as `/app`. @default none */
  readonly basePath?: string | undefined
  /** The paths that the option `paths` of `createOidc` changes. */
  readonly paths?: Partial<Readonly<Record<keyof typeof defaults, string>>> | undefined
}

const defaults = { login: '/login', logout: '/logout', session: '/oauth2/session' }

/** Builds the address of one of the library's paths. */
export const buildAddress = (
  name: keyof typeof defaults,
  { basePath = '', paths = {} }: AddressOptions = {},
): string => basePath.replace(/\/$/u, '') + (paths[name] ?? defaults[name])
