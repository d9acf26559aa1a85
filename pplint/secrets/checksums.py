"""Checksums that some credentials carry, by which a made-up one differs from a real one without asking anyone."""

from binascii import Error, a2b_base64, b2a_base64
from zlib import crc32

_MASK = 0xFFFFFFFF
_ENTRA_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
# Seeds and constants: microsoft/security-utilities (MIT), IdentifiableMetadata.cs and IdentifiableSecrets.cs.
_ENTRA_SEED = b"AadPwd00"
_CASK_SEED = b"Default0"
_PAT_SEEDS = (0xE0B9692D, 0x1019F92E)


def marvin32(data: bytes, seed: bytes) -> int:
    """The 32-bit Marvin hash (state folded by XOR) of `data`; `seed` is 8 bytes, big-endian."""
    number = int.from_bytes(seed, "big")
    low, high = number & _MASK, number >> 32
    whole = len(data) // 4 * 4
    for index in range(0, whole, 4):
        low = (low + int.from_bytes(data[index : index + 4], "little")) & _MASK
        low, high = _mix(low, high)
    low = (low + int.from_bytes(data[whole:] + b"\x80", "little")) & _MASK
    low, high = _mix(*_mix(low, high))
    return low ^ high


def _mix(low: int, high: int) -> tuple[int, int]:
    high ^= low
    low = _rotate(low, 20)
    low = (low + high) & _MASK
    high = _rotate(high, 9) ^ low
    low = _rotate(low, 27)
    low = (low + high) & _MASK
    return low, _rotate(high, 19)


def _rotate(value: int, count: int) -> int:
    return ((value << count) | (value >> (32 - count))) & _MASK


def identifiable_key_is_valid(key: str, seeds: tuple[bytes, ...]) -> bool:
    """Check an identifiable Azure key (base64, plain or URL-safe): its last 4 bytes are the hash of the rest."""
    raw = _decode(key.replace("-", "+").replace("_", "/"))
    if raw is None or len(raw) < 8:
        return False
    found = int.from_bytes(raw[-4:], "little")
    return any(marvin32(raw[:-4], seed) == found for seed in seeds)


def entra_secret_checksum(head: str) -> str:
    """The 3 characters that end a client secret of 40 characters, from the first 37."""
    value = marvin32(head.encode("latin-1", "replace"), _ENTRA_SEED)
    digits = ""
    while value:
        digits += _ENTRA_ALPHABET[value % 66]
        value //= 66
    return digits.ljust(6, _ENTRA_ALPHABET[0])[::-1][:3]


def cask_checksums(head: str) -> tuple[str, str]:
    """The two spellings (base64, base62) of the checksum that follows the first 80 characters.

    Each has 8 characters; a short key carries the first 4 of them, a long one all (the base62 form with its
    last character's spare bits cleared).
    """
    raw = a2b_base64(head)
    value = marvin32(raw, _CASK_SEED).to_bytes(4, "little")
    number, digits = int.from_bytes(value, "big"), ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    zeros = min(len(value) - len(value.lstrip(b"\0")), 3)
    folded = ("0" * zeros + digits).ljust(6, "0")[:6] + "=="
    return _encoded(value), _encoded(a2b_base64(folded))


def cask_key_is_valid(key: str) -> bool:
    """Check a common annotated security key of 84 or 88 characters."""
    if _decode(key) is None:
        return False
    tail = key[80:].rstrip("=")
    plain, folded = cask_checksums(key[:80])
    # A short key's base64 form is that of 3 bytes, whose 4 characters are the first 4 of the long form.
    return folded.startswith(tail) or plain.rstrip("=").startswith(tail)


def devops_token_checksum(raw: bytes, seed: int) -> bytes:
    """The 4 bytes that are at 2, 7, 8 and 22 of an Azure DevOps token's 32 bytes."""
    value = crc32(raw[0:2] + raw[3:7] + raw[9:22] + raw[23:32]) ^ seed
    little = value.to_bytes(4, "little")
    return bytes((little[3], little[2], little[1], little[0]))


def devops_token_is_valid(token: str) -> bool:
    """Check an Azure DevOps personal access token of the old form: 52 characters of lower-case base32."""
    number = 0
    for char in token:
        digit = _BASE32.find(char)
        if digit < 0:
            return False
        number = number << 5 | digit
    # 52 characters hold 260 bits, of which the last 4 are padding.
    raw = (number >> 4).to_bytes(32, "big")
    found = bytes((raw[2], raw[7], raw[8], raw[22]))
    return any(devops_token_checksum(raw, seed) == found for seed in _PAT_SEEDS)


def _encoded(value: bytes) -> str:
    return b2a_base64(value, newline=False).decode()


def _decode(key: str) -> bytes | None:
    try:
        return a2b_base64(key.rstrip("=") + "=" * (-len(key.rstrip("=")) % 4), strict_mode=True)
    except (Error, ValueError):
        return None
