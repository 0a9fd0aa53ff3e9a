import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'

type Role = 'ROLE_USER' | 'ROLE_ADMIN'

/** The user of the access token. */
export interface Caller {
  readonly name: string
  readonly roles: ReadonlySet<Role>
}

/** What everybody reads and administrators take down. */
export interface Notice {
  text: string
}

/** Creates the server with the tools for one caller. */
export function createMcpServer({ name, roles }: Caller, notice: Notice): McpServer {
  const server = new McpServer({ name: 'notice-board', version: '1.0.0' })

  server.registerTool('who_am_i', { description: 'Says who is calling, and with which roles.' }, () =>
    answer(`${name}: ${[...roles].sort().join(', ')}`),
  )

  server.registerTool('read_notice', { description: 'Reads the notice.' }, () => answer(notice.text))

  server.registerTool('clear_notice', { description: 'Takes the notice down. Needs ROLE_ADMIN.' }, () => {
    if (!roles.has('ROLE_ADMIN')) return refuse('ROLE_ADMIN')
    notice.text = ''
    return answer('The notice is down.')
  })

  return server
}

function answer(text: string): CallToolResult {
  return { content: [{ type: 'text', text }] }
}

/** The request was let in, so it is no 403: the model is told, and can say so. */
function refuse(role: Role): CallToolResult {
  return { ...answer(`This needs ${role}.`), isError: true }
}
