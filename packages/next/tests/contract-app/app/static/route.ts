export const GET = (): Response => new Response('the same for everybody')
