import { Outlet } from 'react-router'
import { answerOidcPaths } from './server/gate.ts'

export const middleware = [answerOidcPaths]

export default function Root() {
  return (
    <html lang="en">
      <head>
        <title>Welcome</title>
      </head>
      <body>
        <Outlet />
      </body>
    </html>
  )
}
