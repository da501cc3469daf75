"""A parameter store that answers every name: what a plan without an account asks it for.

`values` are answers by name; any other name is answered with a host name, which fits wherever a text does.
"""
import http.server
import json
import threading

FALLBACK = "edge.example.net"


class Store:
    """Runs while the `with` block does; `url` is its endpoint on this machine."""

    def __init__(self, values):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
                known = self.headers.get("X-Amz-Target", "").endswith(".GetParameter")
                name = asked.get("Name", "")
                answer = {"Parameter": {"Name": name, "Type": "String", "Value": values.get(name, FALLBACK), "Version": 1,
                                        "ARN": "arn:aws:ssm:us-east-1:111122223333:parameter" + name}}
                body = json.dumps(answer if known else {"__type": "UnknownOperationException"}).encode()
                self.send_response(200 if known else 400)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
