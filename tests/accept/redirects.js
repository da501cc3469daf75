import cf from 'cloudfront';

const moved = cf.kvs();

async function handler(event) {
  const request = event.request;
  try {
    const to = await moved.get(request.uri);
    return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: to } } };
  } catch (_) {
    return request;
  }
}
