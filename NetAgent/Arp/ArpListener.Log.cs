using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Arp;

internal sealed partial class ArpListener
{
    [LoggerMessage(
        Level = LogLevel.Debug,
        SkipEnabledCheck = true,
        Message = "got ARP request for service IP, sending response: interface {Interface}, ip {Ip}, senderIP {SenderIP}, "
            + "senderMAC {SenderMAC}, responseMAC {ResponseMAC}")]
    private partial void LogAnswering(
        string @interface, IPv4Address ip, IPv4Address senderIP, MacAddress senderMAC, MacAddress responseMAC);
}
