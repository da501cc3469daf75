import cf from 'cloudfront';

// Pages that moved, from the store; everything else goes on.
async function handler(event) {
  const request = event.request;
  const store = cf.kvs();
  if (await store.exists(request.uri)) {
    return {
      statusCode: 301,
      statusDescription: 'Moved Permanently',
      headers: { location: { value: await store.get(request.uri) } },
    };
  }
  return request;
}
