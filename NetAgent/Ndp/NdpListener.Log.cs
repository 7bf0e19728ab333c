using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Ndp;

internal sealed partial class NdpListener
{
    [LoggerMessage(
        Level = LogLevel.Debug,
        SkipEnabledCheck = true,
        Message = "got NDP request for service IP, sending response: interface {Interface}, ip {Ip}, senderIP {SenderIP}, "
            + "senderMAC {SenderMAC}, responseMAC {ResponseMAC}")]
    private partial void LogAnswering(
        string @interface, IPv6Address ip, IPv6Address senderIP, MacAddress senderMAC, MacAddress responseMAC);
}
