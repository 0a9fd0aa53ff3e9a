import { apiOrigin, fetchAs, route } from '../../auth.ts'

// What `contractAnswers.callApi` of @x/oidc-testing does.
export const GET = route({ optional: true }, async (request) => {
  try {
    const response = await fetchAs(apiOrigin)(request.nextUrl.searchParams.get('to') ?? '')
    return Response.json({
      status: response.status,
      location: response.headers.get('location'),
      text: await response.text(),
    })
  } catch (error) {
    if (error instanceof TypeError) return Response.json({ refused: error.message })
    throw error
  }
})
