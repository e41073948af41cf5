"""Run a command where no network can be reached but this machine's own, and prove it first.

    .venv/bin/python scripts/offline.py COMMAND...

The command runs in a network namespace of its own, in which only the loopback interface is up.
"""

import errno
import fcntl
import os
import socket
import struct
import subprocess
import sys

NAMESPACES = (["--net"], ["--map-root-user", "--net"])
"""As root, and as anybody where the system allows it."""
OUTSIDE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses set aside for documentation (RFC 5737, RFC 3849): nobody's, so nothing is lost if one can be reached."""
UNREACHABLE = {errno.ENETUNREACH, errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}

NO_NAMESPACE = (
    "This system allows no network namespace, so nothing can be checked offline here. That needs Linux, the program"
    " unshare (package util-linux), and root or the right to make user namespaces."
)

READ_FLAGS, WRITE_FLAGS, UP = 0x8913, 0x8914, 1
"""From <linux/sockios.h> and <linux/if.h>; the program ip is not everywhere."""


def enter(command: list[str]) -> None:
    """Go into a namespace and carry on there; return if the system allows none."""
    for options in NAMESPACES:
        try:
            allowed = subprocess.run(["unshare", *options, "true"], capture_output=True, check=False)  # noqa: S607, S603 - from the path, as in a shell
        except FileNotFoundError:
            return
        if allowed.returncode == 0:
            inside = ["unshare", *options, sys.executable, __file__, "--inside", *command]
            os.execvp("unshare", inside)  # noqa: S606, S607 - likewise


def bring_loopback_up() -> None:
    """Switch on the interface by which a machine speaks to itself."""
    with socket.socket() as any_socket:
        request = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack("16xh14x", fcntl.ioctl(any_socket, READ_FLAGS, request))
        fcntl.ioctl(any_socket, WRITE_FLAGS, struct.pack("16sh14x", b"lo", flags | UP))


def prove() -> None:
    """Say that there is no way out, or end the program if there is one."""
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
    """Run the command that the arguments name."""
    if sys.argv[1:2] != ["--inside"]:
        enter(sys.argv[1:])
        print(NO_NAMESPACE, file=sys.stderr)
        sys.exit(2)
    bring_loopback_up()
    prove()
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - whoever calls names the command


if __name__ == "__main__":
    main()
