import cf from 'cloudfront';

async function handler(event) {
  const request = event.request;
  const target = await cf.kvs().get(request.uri, { format: 'string' }).catch(() => undefined);
  if (!target) return request;
  return { statusCode: 301, statusDescription: 'Moved Permanently', headers: { location: { value: target } } };
}
