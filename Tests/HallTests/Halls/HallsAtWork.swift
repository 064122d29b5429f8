import Testing

/// Networks of real processes. One at a time: each takes all of a small machine.
@Suite("Halls at work", .serialized)
struct HallsAtWork {}
