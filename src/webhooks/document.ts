/** What webhooks send, for the OpenAPI document (OpenAPI 3.1, `webhooks`). */
const header = (name: string, description: string, example: string) => ({
  ...{ name, in: 'header', required: true, description, schema: { type: 'string' }, example },
})

/** The `webhooks` of the document: one request, whatever the event is of. */
export const webhookDocument = {
  change: {
    post: {
      operationId: 'receiveChange',
      summary: 'Something has changed',
      description:
        'Sent to the address of a webhook for every change that it asks for, signed by Standard Webhooks 1.0, at least once, in order for each resource. Answer 2xx within 15 seconds; 410 ends it.',
      tags: ['Subscriptions'],
      security: [{}],
      parameters: [
        header(
          'webhook-id',
          'Id of the event: the same with every attempt and every replay.',
          'evt_8f14e45fceea167a5a36dedd4bea2543',
        ),
        header('webhook-timestamp', 'When this attempt was made, in seconds since 1970.', '1782032000'),
        header(
          'webhook-signature',
          '`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; one for each valid secret, divided by spaces.',
          'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
        ),
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookEvent' } } },
      },
      responses: {
        '204': { description: 'The event has arrived.' },
        '410': { description: 'No more events are wanted: the webhook is disabled.' },
      },
    },
  },
}
