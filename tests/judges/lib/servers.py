"""The emulators: child processes on loopback ports, ended by their own process id."""
import os
import socket
import subprocess
import time

import tools

ACCOUNT = "123456789012"


def free_port():
    """A loopback port that nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """One emulator, up when the constructor returns."""

    def __init__(self, name, command, env, port, log):
        self.name, self.port, self.url = name, port, "http://127.0.0.1:%d" % port
        self.out = open(log, "wb")
        self.process = subprocess.Popen(command, env=env, stdout=self.out, stderr=subprocess.STDOUT,
                                        stdin=subprocess.DEVNULL, start_new_session=True)
        limit = time.time() + 60
        while not self.answers():
            if self.process.poll() is not None or time.time() > limit:
                self.stop()
                tools.die("%s did not start:\n%s" % (name, open(log, errors="replace").read()[-3000:]), 1)
            time.sleep(0.05)

    def answers(self):
        """Whether the port takes a connection."""
        with socket.socket() as s:
            s.settimeout(1)
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        """End it, kindly first."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.out.close()


def start(name, workdir):
    """Start moto or ministack with nothing kept outside the scratch folder."""
    port = free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "MINISTACK_"))}
    env["TMPDIR"] = workdir
    if name == "moto":
        command = [os.path.join(tools.component("core"), "bin", "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
        env.update(MOTO_ACCOUNT_ID=ACCOUNT, MOTO_ENABLE_ISO_REGIONS="false")
    else:
        command = [os.path.join(tools.component("ministack"), "bin", "ministack")]
        env.update(BIND_HOST="127.0.0.1", GATEWAY_PORT=str(port), MINISTACK_ACCOUNT_ID=ACCOUNT, PERSIST_STATE="0",
                   S3_PERSIST="0", STATE_DIR=os.path.join(workdir, "state"), S3_DATA_DIR=os.path.join(workdir, "s3"),
                   IOT_MTLS_ENABLED="0", SFTP_ENABLED="0")
    return Server(name, command, env, port, os.path.join(workdir, name + ".log"))
