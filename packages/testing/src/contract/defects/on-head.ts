import { ServerResponse, type IncomingMessage } from 'node:http'

/** Methods of `ServerResponse.prototype`. With the methods that the adapter overrides on a response, a defect has no effect. */
type Head = Pick<ServerResponse, 'getHeader' | 'removeHeader' | 'setHeader'>

/** Changes a request or its response, in front of the correct adapter or inside it. */
export type Change = (req: IncomingMessage, res: ServerResponse) => void

/** Changes the head of each response, just before it is written. */
export function onHead(change: (res: Head, status: number) => number | undefined): Change {
  return (_, res) => {
    const { getHeader, removeHeader, setHeader } = ServerResponse.prototype
    const head: Head = {
      getHeader: (name) => getHeader.call(res, name),
      removeHeader: (name) => removeHeader.call(res, name),
      setHeader: (name, value) => setHeader.call(res, name, value),
    }
    const writeHead = res.writeHead.bind(res)
    res.writeHead = (status: number, ...rest: readonly unknown[]) =>
      writeHead(change(head, status) ?? status, ...(rest as [never]))
  }
}
