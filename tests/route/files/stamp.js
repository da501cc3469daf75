function handler(event) {
  var response = event.response;
  response.headers['x-stamp'] = { value: '1' };
  return response;
}
