/* Answers ARP requests for one IPv4 address on one interface, as plainly as it can be done in C: the yardstick that the
 * agent's responder is measured against. Usage: plain_responder INTERFACE ADDRESS */
#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: plain_responder INTERFACE ADDRESS\n");
        return 2;
    }

    struct in_addr target;
    if (inet_pton(AF_INET, argv[2], &target) != 1) {
        fprintf(stderr, "'%s' is not an IPv4 address\n", argv[2]);
        return 2;
    }

    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    struct sock_filter code[] = {
        { 0x28, 0, 0, 20 },                     /* operation */
        { 0x15, 0, 3, 1 },                      /* request? */
        { 0x20, 0, 0, 38 },                     /* target address */
        { 0x15, 0, 1, ntohl(target.s_addr) },   /* ours? */
        { 0x06, 0, 0, 0x40000 },
        { 0x06, 0, 0, 0 },
    };
    struct sock_fprog program = { sizeof code / sizeof *code, code };
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, argv[1], IFNAMSIZ - 1);
    struct sockaddr_ll address;
    memset(&address, 0, sizeof address);
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ARP);
    address.sll_ifindex = if_nametoindex(argv[1]);
    if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &request) < 0
        || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) < 0
        || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        perror("plain_responder");
        return 1;
    }

    unsigned char mac[6];
    memcpy(mac, request.ifr_hwaddr.sa_data, 6);
    puts("ready");
    fflush(stdout);

    unsigned char frame[1518];
    for (;;) {
        ssize_t length = recv(fd, frame, sizeof frame, 0);
        if (length < 42) {
            continue;
        }

        memcpy(frame, frame + 6, 6);        /* to the one who asked */
        memcpy(frame + 6, mac, 6);
        frame[21] = 2;                      /* a reply */
        memcpy(frame + 32, frame + 22, 10); /* the sender becomes the target */
        memcpy(frame + 22, mac, 6);
        memcpy(frame + 28, &target, 4);
        send(fd, frame, 42, 0);
    }
}
