export function loader(): Response {
  return new Response('There is no such page.', { status: 404 })
}
