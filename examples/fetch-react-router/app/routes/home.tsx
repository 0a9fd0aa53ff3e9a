/** Links that a browser follows itself: it can be sent to the sign-in, which a script's request cannot. */
export default function Home() {
  return (
    <>
      <nav>
        <a href="/me">You</a> <a href="/reports">Reports</a> <a href="/admin">Administration</a>
      </nav>
      <form method="post" action="/logout">
        <button>Sign out</button>
      </form>
    </>
  )
}
