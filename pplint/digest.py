"""Digests without ``hashlib``, which loads all of OpenSSL: as long as a fiftieth of a short run, for a few texts."""

from __future__ import annotations

import sys

from pplint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b as blake2b
    from hashlib import sha256 as sha256
else:
    # Python's own, where it was built with it.
    try:
        if sys.version_info >= (3, 12):
            from _sha2 import sha256 as sha256
        else:
            from _sha256 import sha256 as sha256
    except ImportError:
        from hashlib import sha256 as sha256
    # Three times as fast as Python's own SHA-256, for all that a run reads.
    try:
        from _blake2 import blake2b as blake2b
    except ImportError:
        from hashlib import blake2b as blake2b


def digest_of(content: bytes) -> str:
    """32 hexadecimal digits by which a content that was read is known again."""
    return blake2b(content, digest_size=16).hexdigest()
