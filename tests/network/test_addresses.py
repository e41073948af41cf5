"""The program connects to this machine, or to the one host that a person allowed."""

import pytest

from thememiner.config import Permissions
from thememiner.errors import UsageError
from thememiner.network import check_address


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://localhost:11434/v1", id="the name"),
        pytest.param("http://LOCALHOST:11434/v1", id="in capitals"),
        pytest.param("http://127.0.0.1:8080", id="IPv4"),
        pytest.param("http://127.8.9.10", id="another of the loopback network"),
        pytest.param("https://127.0.0.1/v1", id="https"),
        pytest.param("http://[::1]:8080/v1", id="IPv6"),
        pytest.param("http://[::ffff:127.0.0.1]:8080", id="IPv4 within IPv6"),
    ],
)
def test_this_machine_needs_no_consent(address: str) -> None:
    """Addresses that can only be this machine are allowed, with or without a slash at the end."""
    assert check_address(address) == check_address(address + "/") == address


@pytest.mark.parametrize(
    ("address", "host"),
    [
        pytest.param("http://192.168.1.7:11434/v1", "192.168.1.7", id="a machine of the same network"),
        pytest.param("http://0.0.0.0:11434", "0.0.0.0", id="every interface"),  # noqa: S104 - to be refused
        pytest.param("https://api.example.org/v1", "api.example.org", id="a name"),
        pytest.param("http://localhost.example.org", "localhost.example.org", id="a name that begins so"),
        pytest.param("http://localhost.", "localhost.", id="a name that ends in a dot"),
        pytest.param("http://127.0.0.1.nip.io", "127.0.0.1.nip.io", id="a name that resolves to this machine"),
        pytest.param("http://2130706433", "2130706433", id="IPv4 as one number"),
        pytest.param("http://0x7f.1", "0x7f.1", id="IPv4 in hexadecimal"),
        pytest.param("http://127.1", "127.1", id="IPv4 cut short"),
        pytest.param("http://[::ffff:10.0.0.1]", "::ffff:10.0.0.1", id="another machine within IPv6"),
        pytest.param("http://[fe80::1]", "fe80::1", id="a neighbour by IPv6"),
        pytest.param("http://127.0.0.1\\.example.org", "127.0.0.1\\.example.org", id="a backslash"),
    ],
)
def test_another_machine_is_refused_by_name(address: str, host: str) -> None:
    """The refusal names the host, and the option that would allow it."""
    with pytest.raises(UsageError) as refused:
        check_address(address)
    assert str(refused.value).startswith(f"{address}: {host} may be another machine")
    assert str(refused.value).endswith(f"--send-text-to {host}")


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("", id="nothing"),
        pytest.param("127.0.0.1:11434/v1", id="no scheme"),
        pytest.param("localhost:11434", id="a host where the scheme should be"),
        pytest.param("file:///etc/hosts", id="a file"),
        pytest.param("ftp://127.0.0.1", id="another scheme"),
        pytest.param("http:///v1", id="no host"),
        pytest.param("http://127.0.0.1:0", id="port 0"),
        pytest.param("http://127.0.0.1:65536", id="a port too high"),
        pytest.param("http://127.0.0.1:port", id="a port in letters"),
        pytest.param("http://127.0.0.1\n.example.org", id="a line break"),
        pytest.param("http://１２７.0.0.1", id="wide digits"),
        pytest.param("http://[::1].example.org", id="IPv6 with a tail"),
        pytest.param("http://0177.0.0.1", id="IPv4 in octal"),
        pytest.param("http://127.0.0.1/v1?key=secret", id="a question"),
        pytest.param("http://127.0.0.1#@example.org", id="a fragment"),
    ],
)
def test_invalid_addresses_are_refused(address: str) -> None:
    """Anything but scheme, host, port and path is refused, with a valid example."""
    with pytest.raises(UsageError, match=r"Write it like http://127\.0\.0\.1:11434/v1\."):
        check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://127.0.0.1:secret@example.org", id="this machine as a user's name"),
        pytest.param("http://127.0.0.1\\@example.org/secret", id="with a backslash"),
        pytest.param("http://user:secret@127.0.0.1", id="a password for this machine"),
    ],
)
def test_names_and_passwords_in_an_address_are_refused(address: str) -> None:
    """They are refused, and not repeated."""
    with pytest.raises(UsageError, match="more than scheme, host, port and path") as refused:
        check_address(address, Permissions(send_text_to="example.org"))
    assert "secret" not in str(refused.value)


def test_allowed_host_may_be_used() -> None:
    """Permission holds for exactly that host, over https."""
    named = Permissions(send_text_to="GPU.example.org")
    assert check_address("https://gpu.example.org/v1/", named) == "https://gpu.example.org/v1"
    with pytest.raises(UsageError, match=r"without encryption.* https://"):
        check_address("http://gpu.example.org/v1", named)
    for other in ("https://example.org", "https://a.gpu.example.org", "https://gpu.example.org.evil.org"):
        with pytest.raises(UsageError, match=r"Allowed is GPU\.example\.org, and this address has .* --send-text-to"):
            check_address(other, named)


def test_message_states_all_that_another_machine_needs() -> None:
    """Without https the message names https and the option; with https only the option."""
    with pytest.raises(UsageError, match=r"begins with https://, and allow it .*--send-text-to gpu\.example\.org$"):
        check_address("http://gpu.example.org/v1")
    with pytest.raises(UsageError) as refused:
        check_address("https://gpu.example.org/v1")
    assert "begins with" not in str(refused.value)
