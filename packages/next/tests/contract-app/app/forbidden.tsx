// It asks nobody who is calling: with that, Next.js would render no page of the app ahead.
function Forbidden() {
  return <h1>forbidden by the app</h1>
}

export { Forbidden as default }
