"""Opens what the tests' ToySealer has sealed, for read_store.py. It protects nothing."""

MASK = (1 << 64) - 1


def stream(seed):
    """The bytes of the generator SplitMix64."""
    while True:
        seed = seed + 0x9E3779B97F4A7C15 & MASK
        word = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9 & MASK
        word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK
        yield from (word ^ word >> 31).to_bytes(8, "little")


def open(payload, context, key):
    """The content; None when it does not open."""
    secret = int.from_bytes(key[:8], "little")
    sealed, tag = payload[:-8], payload[-8:]
    found = 0xCBF29CE484222325 ^ secret * 0x2545F4914F6CDD1D & MASK
    for byte in context + sealed:
        found = (found ^ byte) * 0x100000001B3 & MASK
    if len(payload) < 16 or found.to_bytes(8, "little") != tag:
        return None
    nonce = int.from_bytes(sealed[:8], "little")
    return bytes(a ^ b for a, b in zip(sealed[8:], stream(secret * 0x9E3779B97F4A7C15 & MASK ^ nonce)))
