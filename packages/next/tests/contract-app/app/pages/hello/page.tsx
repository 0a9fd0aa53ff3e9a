import { getAuth } from '../../../auth.ts'

export const instant = false

async function HelloPage() {
  const [auth, again] = [await getAuth(), await getAuth()]
  return (
    <h1>
      hello {auth.user?.name ?? 'anonymous'}
      {auth === again ? '' : ', found out twice'}
    </h1>
  )
}

export { HelloPage as default }
