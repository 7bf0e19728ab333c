/* Sends 24 octets to UDP port 3784 of an address from N sockets, each every INTERVAL ms, with one timerfd: what the agent's BFD
   is compared with. plain_sender ADDRESS SESSIONS INTERVAL */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        return 2;
    }
    int sessions = atoi(argv[2]);
    int64_t interval = atoi(argv[3]) * 1000000LL;
    int sockets[sessions];
    int64_t due[sessions];
    struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(3784) };
    inet_pton(AF_INET, argv[1], &peer.sin_addr);
    for (int i = 0; i < sessions; i++) {
        struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(49152 + i) };
        int ttl = 255;
        sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        setsockopt(sockets[i], IPPROTO_IP, IP_TTL, &ttl, sizeof ttl);
        if (bind(sockets[i], (struct sockaddr *)&own, sizeof own) || connect(sockets[i], (struct sockaddr *)&peer, sizeof peer)) {
            return 1;
        }
        due[i] = now() + i * interval / sessions;
    }
    struct sched_param priority = { .sched_priority = 10 };
    sched_setscheduler(0, SCHED_FIFO, &priority);
    int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int64_t first = due[0], count;
        for (int i = 1; i < sessions; i++) {
            first = due[i] < first ? due[i] : first;
        }
        struct itimerspec at = { .it_value = { first / 1000000000, first % 1000000000 } };
        timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL);
        if (read(timer, &count, sizeof count) < 0) {
            return 1;
        }
        int64_t t = now();
        for (int i = 0; i < sessions; i++) {
            if (due[i] <= t) {
                /* Down, multiplier 3, 1 s, 50 ms (RFC 5880 section 4.1). */
                uint8_t packet[24] = { 0x20, 0x40, 3, 24, 0, 0, 1, (uint8_t)i, 0, 0, 0, 0, 0, 0x0f, 0x42, 0x40, 0, 0, 0xc3, 0x50 };
                send(sockets[i], packet, sizeof packet, 0);
                due[i] = t + interval;
            }
        }
    }
}
