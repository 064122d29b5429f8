import CMalloc

/// Keeps a server small: a village PC has 2 GB for everything.
///
/// The C library keeps a heap for every thread and gives freed memory back late; a scan of some megabytes that passed
/// through would stay in the figures for days.
public enum Memory {
    /// Heaps that threads share.
    private static let heaps: Int32 = 2
    /// What is at least this large is given back as soon as it is freed, in bytes.
    private static let returnedAtOnce: Int32 = 64 << 10

    /// To be called once, before other threads begin.
    public static func staySmall() {
        mallopt(M_ARENA_MAX, heaps)
        mallopt(M_MMAP_THRESHOLD, returnedAtOnce)
        mallopt(M_TRIM_THRESHOLD, returnedAtOnce * 2)
    }

    /// Gives back what is free; some milliseconds of work.
    static func giveBack() { malloc_trim(0) }
}
