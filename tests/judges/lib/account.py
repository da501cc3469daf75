"""An account on this machine: it answers what a plan asks AWS, which is whose account it is, and for parameters.

`values` are answers by a parameter's name; any other name is answered with a host name, which fits wherever a text does.
Everything else is refused.
"""
import http.server
import json
import threading
import urllib.parse

FALLBACK = "edge.example.net"
ID = "111122223333"
IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
<Arn>arn:aws:iam::%s:user/judge</Arn><UserId>AIDAJUDGE</UserId><Account>%s</Account></GetCallerIdentityResult>\
<ResponseMetadata><RequestId>judge</RequestId></ResponseMetadata></GetCallerIdentityResponse>""" % (ID, ID)


class Account:
    """Runs while the `with` block does; `url` is its endpoint on this machine."""

    def __init__(self, values):
        def parameter(body):
            name = json.loads(body or b"{}").get("Name", "")
            return {"Parameter": {"Name": name, "Type": "String", "Value": values.get(name, FALLBACK), "Version": 1,
                                  "ARN": "arn:aws:ssm:us-east-1:%s:parameter%s" % (ID, name)}}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                if self.headers.get("X-Amz-Target", "").endswith(".GetParameter"):
                    return self.answer(200, "application/x-amz-json-1.1", json.dumps(parameter(body)))
                if urllib.parse.parse_qs(body.decode(errors="replace")).get("Action") == ["GetCallerIdentity"]:
                    return self.answer(200, "text/xml", IDENTITY)
                return self.answer(400, "application/x-amz-json-1.1", json.dumps({"__type": "UnknownOperationException"}))

            def answer(self, status, kind, text):
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
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
