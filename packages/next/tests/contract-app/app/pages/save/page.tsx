import { save } from './save.ts'

function SavePage() {
  return (
    <form action={save}>
      <input name="text" />
      <button>Save</button>
    </form>
  )
}

export { SavePage as default }
