/* Answers ARP requests, or neighbor solicitations, for one address on one interface, as plainly as it can be done in C:
 * the yardstick that the agent's responders are measured against. Usage: plain_responder INTERFACE ADDRESS */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static unsigned char mac[6];

static int answer_arp(unsigned char *frame, ssize_t length, const unsigned char *target)
{
    if (length < 42) {
        return 0;
    }

    memcpy(frame, frame + 6, 6);        /* to the one who asked */
    memcpy(frame + 6, mac, 6);
    frame[21] = 2;                      /* a reply */
    memcpy(frame + 32, frame + 22, 10); /* the sender becomes the target */
    memcpy(frame + 22, mac, 6);
    memcpy(frame + 28, target, 4);
    return 42;
}

static unsigned short checksum(const unsigned char *frame)
{
    unsigned long sum = 32 + 58;        /* pseudo-header: length and protocol */
    for (int at = 22; at < 86; at += 2) /* both addresses and the message */
        sum += (unsigned long)(frame[at] << 8 | frame[at + 1]);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (unsigned short)~sum;
}

static int answer_ndp(unsigned char *frame, ssize_t length, const unsigned char *target)
{
    if (length < 86 || checksum(frame) != 0 || memcmp(frame + 62, target, 16) != 0) {
        return 0;
    }

    memcpy(frame, frame + 80, 6);       /* to the link-layer address that the solicitation names */
    memcpy(frame + 6, mac, 6);
    memcpy(frame + 38, frame + 22, 16); /* the source becomes the destination */
    memcpy(frame + 22, target, 16);
    frame[54] = 136;                    /* an advertisement, solicited */
    frame[56] = frame[57] = 0;
    frame[58] = 0x40;
    frame[78] = 2;                      /* with the target's link-layer address */
    memcpy(frame + 80, mac, 6);
    unsigned short sum = checksum(frame);
    frame[56] = (unsigned char)(sum >> 8);
    frame[57] = (unsigned char)sum;
    return 86;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: plain_responder INTERFACE ADDRESS\n");
        return 2;
    }

    unsigned char target[16];
    int is_ipv6 = strchr(argv[2], ':') != NULL;
    if (inet_pton(is_ipv6 ? AF_INET6 : AF_INET, argv[2], target) != 1) {
        fprintf(stderr, "'%s' is not an address\n", argv[2]);
        return 2;
    }

    unsigned int end;
    memcpy(&end, target + (is_ipv6 ? 12 : 0), 4);
    struct sock_filter arp[] = {
        { 0x28, 0, 0, 20 },             /* operation */
        { 0x15, 0, 3, 1 },              /* request? */
        { 0x20, 0, 0, 38 },             /* target address */
        { 0x15, 0, 1, ntohl(end) },     /* ours? */
        { 0x06, 0, 0, 0x40000 },
        { 0x06, 0, 0, 0 },
    };
    struct sock_filter ndp[] = {
        { 0x28, 0, 0, 20 },             /* next header and hop limit */
        { 0x15, 0, 5, 58 << 8 | 255 },  /* ICMPv6 of this link? */
        { 0x30, 0, 0, 54 },             /* type */
        { 0x15, 0, 3, 135 },            /* solicitation? */
        { 0x20, 0, 0, 74 },             /* end of the target address */
        { 0x15, 0, 1, ntohl(end) },     /* ours? */
        { 0x06, 0, 0, 0x40000 },
        { 0x06, 0, 0, 0 },
    };
    struct sock_fprog program = { 0 };
    program.len = is_ipv6 ? sizeof ndp / sizeof *ndp : sizeof arp / sizeof *arp;
    program.filter = is_ipv6 ? ndp : arp;

    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
    struct sockaddr_ll address;
    memset(&address, 0, sizeof address);
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(is_ipv6 ? ETH_P_IPV6 : ETH_P_ARP);
    address.sll_ifindex = if_nametoindex(argv[1]);
    if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &request) < 0
        || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0
        || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        perror("plain_responder");
        return 1;
    }

    memcpy(mac, request.ifr_hwaddr.sa_data, 6);
    puts("ready");
    fflush(stdout);

    unsigned char frame[1518];
    for (;;) {
        ssize_t length = recv(fd, frame, sizeof frame, 0);
        int answer = is_ipv6 ? answer_ndp(frame, length, target) : answer_arp(frame, length, target);
        if (answer > 0) {
            send(fd, frame, (size_t)answer, 0);
        }
    }
}
