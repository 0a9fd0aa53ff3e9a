import Link from 'next/link'

function LinksPage() {
  return (
    <ul>
      <li>
        <Link href="/pages/member">members</Link>
      </li>
      <li>
        <Link href="/pages/admin">administrators</Link>
      </li>
      <li>
        <Link href="/pages/streamed">in pieces</Link>
      </li>
      <li>
        <Link href="/login">sign in</Link>
      </li>
    </ul>
  )
}

export { LinksPage as default }
