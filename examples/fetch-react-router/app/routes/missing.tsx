export function loader(): never {
  throw new Response('There is no such page.', { status: 404 })
}
