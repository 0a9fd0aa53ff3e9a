function FixedPage() {
  return <h1>the same for everybody</h1>
}

export { FixedPage as default }
