"""Run a command without network access, except to this machine itself, and prove it first.

    .venv/bin/python scripts/offline.py COMMAND...

The command runs in a new network namespace in which only the loopback interface is up.
"""

import errno
import fcntl
import os
import socket
import struct
import subprocess
import sys

NAMESPACES = (["--net"], ["--map-root-user", "--net"])
"""For root, and for other users where the system allows it."""
OUTSIDE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses reserved for documentation (RFC 5737, RFC 3849), so that a connection would reach no real machine."""
UNREACHABLE = {errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}

NO_NAMESPACE = (
    "This system does not allow network namespaces, so the offline check cannot run. It needs Linux, the program"
    " unshare (package util-linux), and root or the right to create user namespaces."
)

READ_FLAGS, WRITE_FLAGS, UP = 0x8913, 0x8914, 1
"""From <linux/sockios.h> and <linux/if.h>; the program ip is not always installed."""


def enter_namespace(command: list[str]) -> None:
    """Restart this script in a network namespace; return if the system does not allow it."""
    for options in NAMESPACES:
        try:
            allowed = subprocess.run(["unshare", *options, "true"], capture_output=True, check=False)  # noqa: S607, S603 - from the path, as in a shell
        except FileNotFoundError:
            return
        if allowed.returncode == 0:
            inside = ["unshare", *options, sys.executable, __file__, "--inside", *command]
            os.execvp("unshare", inside)  # noqa: S606, S607 - unshare from the path, as in a shell


def bring_loopback_up() -> None:
    """Switch on the loopback interface."""
    with socket.socket() as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack("16xh14x", fcntl.ioctl(any_socket, READ_FLAGS, request))
        fcntl.ioctl(any_socket, WRITE_FLAGS, struct.pack("16sh14x", b"lo", flags | UP))


def prove_offline() -> None:
    """Print that no outside address can be reached; exit if one can."""
    for family, address in OUTSIDE:
        reason = _reason_for_failing(family, address)
        if reason not in UNREACHABLE:
            sys.exit(f"Not offline: a connection to {address} ended with {errno.errorcode.get(reason, 'success')}.")
        print(f"Offline: {address} cannot be reached ({os.strerror(reason)}).", flush=True)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        print("Offline: this machine reaches itself.", flush=True)


def _reason_for_failing(family: socket.AddressFamily, address: str) -> int:
    try:
        with socket.socket(family) as outgoing:
            outgoing.settimeout(3)
            outgoing.connect((address, 80))
    except OSError as error:
        return error.errno or errno.ETIMEDOUT
    return 0


def main() -> None:
    """Run the command in the arguments."""
    if sys.argv[1:2] != ["--inside"]:
        enter_namespace(sys.argv[1:])
        print(NO_NAMESPACE, file=sys.stderr)
        sys.exit(2)
    bring_loopback_up()
    prove_offline()
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - the caller chooses the command


if __name__ == "__main__":
    main()
