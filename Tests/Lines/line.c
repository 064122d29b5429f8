/* line NS_A DEV_A IP_A NS_B DEV_B IP_B RATE_BIT DELAY_MS LOSS_PCT SEED
 *
 * A slow and lossy line between two network namespaces, in user space, for kernels without netem: a TUN device in each, and
 * this process between them, which carries packets with, in each direction, a serialisation rate, a fixed delay, independent random loss
 * and a bounded tail-drop queue. SIGUSR1 cuts the line, SIGUSR2 joins it again; SIGTERM ends it and prints what was carried.
 * Linux, root only. Says `ready` once both devices are up. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { CAPACITY = 4096, QUEUE = 1000, PACKET = 65536 };

struct packet {
    double due;
    ssize_t length;
    unsigned char *bytes;
};

/* One direction: what was read at one end and waits to be written at the other. */
struct direction {
    struct packet queue[CAPACITY];
    unsigned head, tail;
    double busy; /* until when the wire is taken */
    unsigned long long packets, bytes, lost, dropped;
};

static struct direction directions[2];
static volatile sig_atomic_t ended, is_cut;
static uint64_t state;

static void on_signal(int number) {
    if (number == SIGUSR1) is_cut = 1;
    else if (number == SIGUSR2) is_cut = 0;
    else ended = 1;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

/* xorshift64, in [0, 1) */
static double chance(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (state >> 11) / 9007199254740992.0;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int open_end(const char *space, const char *device, const char *address, const char *peer) {
    char path[256], command[512];
    snprintf(path, sizeof path, "/run/netns/%s", space);
    int here = open("/proc/self/ns/net", O_RDONLY), there = open(path, O_RDONLY);
    if (here < 0 || there < 0 || setns(there, CLONE_NEWNET)) fail(path);
    int end = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, device, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    if (end < 0 || ioctl(end, TUNSETIFF, &request)) fail("tun");
    snprintf(command, sizeof command,
             "ip link set lo up; ip addr add %s peer %s dev %s && ip link set %s mtu 1500 txqueuelen 1000 up",
             address, peer, device, device);
    if (system(command)) exit(1);
    if (setns(here, CLONE_NEWNET)) fail("setns");
    close(here);
    close(there);
    return end;
}

/* Writes what is due, and gives the time at which the next packet is. */
static double deliver(const int ends[2], double time) {
    double next = time + 1;
    for (int side = 0; side < 2; side++) {
        struct direction *way = &directions[side];
        while (way->head != way->tail && way->queue[way->head % CAPACITY].due <= time) {
            struct packet *packet = &way->queue[way->head++ % CAPACITY];
            if (is_cut || write(ends[1 - side], packet->bytes, packet->length) < 0) way->dropped++;
            free(packet->bytes);
        }
        if (way->head != way->tail && way->queue[way->head % CAPACITY].due < next) {
            next = way->queue[way->head % CAPACITY].due;
        }
    }
    return next;
}

static void take(int end, struct direction *way, double rate, double delay, double loss) {
    static unsigned char bytes[PACKET];
    ssize_t length;
    while ((length = read(end, bytes, sizeof bytes)) > 0) {
        double time = now();
        way->packets++;
        way->bytes += length;
        double backlog = way->busy > time ? (way->busy - time) * rate / 1500 : 0;
        if (is_cut || backlog > QUEUE || way->tail - way->head >= CAPACITY - 1) {
            way->dropped++;
            continue;
        }
        way->busy = (way->busy > time ? way->busy : time) + length / rate;
        if (chance() < loss) {
            way->lost++;
            continue;
        }
        struct packet *packet = &way->queue[way->tail++ % CAPACITY];
        packet->due = way->busy + delay;
        packet->length = length;
        packet->bytes = malloc(length);
        if (!packet->bytes) fail("malloc");
        memcpy(packet->bytes, bytes, length);
    }
}

int main(int count, char **words) {
    if (count != 11) {
        fprintf(stderr, "usage: line NS_A DEV_A IP_A NS_B DEV_B IP_B RATE_BIT DELAY_MS LOSS_PCT SEED\n");
        return 2;
    }
    double rate = atof(words[7]) / 8, delay = atof(words[8]) / 1e3, loss = atof(words[9]) / 100;
    state = 88172645463325252ull ^ ((strtoull(words[10], 0, 10) + 1) * 0x9E3779B97F4A7C15ull);
    signal(SIGTERM, on_signal);
    signal(SIGINT, on_signal);
    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, on_signal);
    int ends[2] = {open_end(words[1], words[2], words[3], words[6]), open_end(words[4], words[5], words[6], words[3])};
    printf("ready\n");
    fflush(stdout);
    while (!ended) {
        double wait = deliver(ends, now()) - now();
        if (wait < 0) wait = 0;
        struct timespec pause = {(time_t)wait, (long)((wait - (time_t)wait) * 1e9)};
        struct pollfd polled[2] = {{ends[0], POLLIN, 0}, {ends[1], POLLIN, 0}};
        if (ppoll(polled, 2, &pause, 0) < 0 && errno != EINTR) break;
        for (int side = 0; side < 2; side++) take(ends[side], &directions[side], rate, delay, loss);
    }
    for (int side = 0; side < 2; side++) {
        struct direction *way = &directions[side];
        printf("%s %llu packets %llu bytes %llu lost %llu dropped\n", side ? "b-a" : "a-b", way->packets, way->bytes,
               way->lost, way->dropped);
    }
    return 0;
}
