import Glibc

/// The time for which the calling thread has had a core: other than the time of the day, it does not grow because a
/// machine is busy with something else.
public func threadTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}
