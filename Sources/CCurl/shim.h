#pragma once
#include <curl/curl.h>

// Swift does not import variadic C functions, and a wrong argument type there corrupts memory. So there is one
// typed wrapper for each kind of value, and none for a single option: which option takes which kind is written
// down once, in CurlOptions.swift.

typedef size_t (*hall_curl_write_function)(char *bytes, size_t size, size_t count, void *context);
typedef size_t (*hall_curl_read_function)(char *bytes, size_t size, size_t count, void *context);
typedef int (*hall_curl_progress_function)(void *context, curl_off_t download_total, curl_off_t download_now,
                                           curl_off_t upload_total, curl_off_t upload_now);

static inline CURLcode hall_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hall_curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text before it returns.
static inline CURLcode hall_curl_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

// What the pointer names must live until the option is set anew or the handle is closed.
static inline CURLcode hall_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hall_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hall_curl_set_write(CURL *handle, CURLoption option, hall_curl_write_function value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hall_curl_set_read(CURL *handle, CURLoption option, hall_curl_read_function value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode hall_curl_set_progress(CURL *handle, CURLoption option, hall_curl_progress_function value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the bytes before it returns.
static inline CURLcode hall_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

static inline CURLcode hall_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}

static inline CURLcode hall_curl_get_certificates(CURL *handle, struct curl_certinfo **value) {
    return curl_easy_getinfo(handle, CURLINFO_CERTINFO, value);
}

static inline CURLMcode hall_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// A message's result lies in a union, which Swift reads less clearly than C does.
static inline CURLcode hall_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// The macros of curl.h that hold a cast or an OR are not imported either.
static const long hall_curl_global_all = CURL_GLOBAL_ALL;
static const long hall_curl_tls_1_2_or_newer = CURL_SSLVERSION_TLSv1_2;
