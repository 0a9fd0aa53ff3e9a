import { readRuns } from '../../../count-runs.ts'
import { save } from './save.ts'

export const instant = false

async function SavePage() {
  return (
    <form action={save}>
      <p>{readRuns()}</p>
      <input name="text" />
      <button>Save</button>
    </form>
  )
}

export { SavePage as default }
