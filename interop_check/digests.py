"""SHA-256, from the small module of Python's own where there is one: `hashlib` loads all of OpenSSL first."""

try:
    from _sha2 import sha256  # type: ignore[import-not-found]  # from 3.12 on
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found]
    except ImportError:  # pragma: no cover - another Python than CPython
        from hashlib import sha256

__all__ = ["sha256_hex"]


def sha256_hex(data: bytes) -> str:
    """The SHA-256 of some bytes (FIPS 180-4), as 64 hexadecimal digits."""
    digest: str = sha256(data).hexdigest()
    return digest
