// It does not read the caller: otherwise Next.js would prerender no page of the app.
function Forbidden() {
  return <h1>forbidden by the app</h1>
}

export { Forbidden as default }
