export const dynamic = 'force-dynamic'

export function GET() {
  return new Response('hello ada@example.com', {
    headers: { 'cache-control': 'private, no-store', vary: 'Cookie' },
  })
}
