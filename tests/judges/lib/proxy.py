"""A loopback proxy between Terraform and the emulators.

It sends each request to the emulator that has its service, keeps a decoded record of it, and where no emulator has the
operation answers with one error that says so.
"""
import http.client
import json
import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import model
import servers
import tools
import wire

MINISTACK = {"cloudfront", "cloudfront-keyvaluestore", "acm", "s3", "wafv2", "lambda", "iam", "sts", "kinesis"}
READS = re.compile(r"^(Get|List|Describe|Head|Check|Batch[GD]e)")
NOT_EMULATED = "EdgewiseNotEmulated"
NO_SUCH = re.compile(rb"No route for|Unknown Route53 endpoint|not been implemented|NotYetImplemented|"
                     rb"<!doctype html>|<title>404 Not Found", re.I)
HOP = {"transfer-encoding", "content-length", "connection"}


class Proxy:
    """Listens from the constructor until `stop`; `calls` holds what went through."""

    def __init__(self, workdir, waits_for_changes=False):
        self.workdir, self.waits, self.calls, self.servers = workdir, waits_for_changes, [], {}
        self.recording, self.starting = threading.Lock(), threading.Lock()
        self.given = {}  # By the id that a client gives all attempts of one call.
        with open(os.path.join(tools.ROOT, "known-faults.json")) as f:
            self.faults = json.load(f)
        self.httpd = _Listener(("127.0.0.1", 0), _handler(self))
        self.url = "http://127.0.0.1:%d" % self.httpd.server_address[1]
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()

    def server(self, signing):
        """The emulator of a service, started at its first request."""
        name = "ministack" if signing in MINISTACK else "moto"
        with self.starting:
            if name not in self.servers:
                self.servers[name] = servers.start(name, self.workdir)
        return self.servers[name]

    def answer(self, request, body):
        """(status, headers, body) for one request. One that is repeated, since the connection broke, is answered as before."""
        attempt = request.headers.get("amz-sdk-invocation-id")
        if attempt not in self.given:
            given = self.forward(request, body)
            if not attempt:
                return given
            self.given[attempt] = given
        return self.given[attempt]

    def forward(self, request, body):
        """(status, headers, body) of an emulator for one request, which is recorded."""
        scope = re.search(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", request.headers.get("Authorization", ""))
        region, signing = scope.groups() if scope else ("", "sts")
        call = _decoded(signing, request, body)
        server = self.server(signing)
        status, headers, answer = _forward(server, request, body)
        call.update(service=signing, region=region, status=status, emulator=server.name)
        reason = self.refused(call, answer)
        if reason:
            call["not_emulated"] = reason
            if request.command != "HEAD":
                status, headers, answer = _refusal(signing, reason)
        elif signing == "route53" and not self.waits and "/change/" not in request.path:
            # With a change to follow the provider sleeps 10 to 30 s before it first asks.
            answer = re.sub(rb"<ChangeInfo>.*?</ChangeInfo>", b"", answer, flags=re.S)
        with self.recording:
            self.calls.append(call)
        return status, headers, answer

    def refused(self, call, answer):
        """Why an answer says nothing about the request: the emulator has no such thing, or a known fault. Or None."""
        if call["status"] < 400:
            return None
        for fault in self.faults:
            if (fault["service"], fault["operation"]) == (call["service"], call["operation"]) \
                    and fault["answer"].encode() in answer:
                return fault["reason"]
        if call["status"] >= 500 or NO_SUCH.search(answer) or (call["service"] != "s3" and not answer):
            return "%s %s is not emulated by %s (it answered %d)" % (
                call["service"], call["operation"], call["emulator"], call["status"])
        return None

    def stop(self):
        """End the proxy and the emulators."""
        self.httpd.shutdown()
        for server in self.servers.values():
            server.stop()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, client_address):
        """A client that hung up is no news; anything else is a fault of the proxy."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def _handler(proxy):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            """Silence."""

        def respond(self):
            status, headers, answer = proxy.answer(self, _body(self))
            self.send_response(status)
            for key, value in headers:
                if key.lower() not in HOP | {"server", "date"}:
                    self.send_header(key, value)
            length = str(len(answer))
            if self.command == "HEAD":
                length = dict((k.lower(), v) for k, v in headers).get("content-length", "0")
            self.send_header("Content-Length", length)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = respond

    return Handler


def _body(request):
    if request.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length") or 0))
    out = b""
    while True:
        size = int(request.rfile.readline().split(b";")[0], 16)
        out += request.rfile.read(size)
        request.rfile.readline()
        if size == 0:
            return out


def _decoded(signing, request, body):
    call = {"operation": "%s %s" % (request.command, request.path.split("?")[0])}
    if not wire.model(signing):
        return call
    try:
        operation, params = wire.decode(signing, request.command, request.path, dict(request.headers), body)
        if operation:
            call["operation"] = operation
            call["problems"] = model.faults(signing, operation, params)
            if not READS.match(operation):
                call["params"] = params
    except Exception as e:  # The record says so, and the request still goes on.
        call["problems"] = ["could not be read: %s: %s" % (type(e).__name__, e)]
    return call


def _forward(server, request, body):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {k: v for k, v in request.headers.items() if k.lower() not in HOP}
    headers["Content-Length"] = str(len(body))
    try:
        connection.request(request.command, request.path, body=body, headers=headers)
        r = connection.getresponse()
        return r.status, r.getheaders(), r.read()
    except OSError as e:
        return 502, [], str(e).encode()
    finally:
        connection.close()


def _refusal(signing, message):
    service = wire.model(signing)
    protocol = service.metadata["protocol"] if service else "json"
    if protocol not in ("rest-xml", "query", "ec2"):
        document = {"__type": NOT_EMULATED, "code": NOT_EMULATED, "message": message}
        return 400, [("Content-Type", "application/json"), ("X-Amzn-Errortype", NOT_EMULATED)], json.dumps(document).encode()
    text = message.replace("&", "and").replace("<", "")
    error = "<Code>%s</Code><Message>%s</Message>" % (NOT_EMULATED, text)
    document = "<Error>%s</Error>" % error if signing == "s3" else (
        "<ErrorResponse><Error><Type>Sender</Type>%s</Error><RequestId>0</RequestId></ErrorResponse>" % error)
    return 400, [("Content-Type", "text/xml")], document.encode()
