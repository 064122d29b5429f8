internal import CCurl
internal import Glibc

/// What a process does once before its first network thread starts.
public enum NetworkStart {
    /// Sets libcurl up and ignores SIGPIPE, once; later calls cost a load and do nothing.
    ///
    /// libcurl's own set-up is not safe beside other threads, and with `CURLOPT_NOSIGNAL` it leaves SIGPIPE to the
    /// program: a neighbour that hangs up must be an error, not the end of the process.
    public static func once() {
        precondition(started, "libcurl cannot be set up")
    }

    private static let started: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(hall_curl_global_all) == CURLE_OK
    }()
}
