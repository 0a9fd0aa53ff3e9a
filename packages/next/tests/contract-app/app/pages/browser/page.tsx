import { getAuth } from '../../../auth.ts'
import { ShownCaller } from './shown-caller.tsx'

export const instant = false

async function BrowserPage() {
  return <ShownCaller auth={await getAuth()} />
}

export { BrowserPage as default }
