using MetalOrleans.Agent.Contracts;
using MetalOrleans.Protocols.Addressing;
using MetalOrleans.Protocols.Ethernet;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.NetAgent.Ownership;

internal sealed partial class OwnershipKeeper
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "ip {Ip} is in use by {Mac}, which is no node of the cluster: it is not announced, and probed again from "
            + "time to time")]
    private partial void LogConflict(IPAddressValue ip, MacAddress mac);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "ip {Ip} is claimed by {Mac} too, which is no node of the cluster: it is announced on and defended")]
    private partial void LogContested(IPAddressValue ip, MacAddress mac);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "ip {Ip} is announced by {Mac}, another node of the cluster, and no silo says who shall: this node yields")]
    private partial void LogYielded(IPAddressValue ip, MacAddress mac);

    [LoggerMessage(Level = LogLevel.Information, Message = "ip {Ip} is this node's alone and announced: {Before} is over")]
    private partial void LogOwned(IPAddressValue ip, Standing before);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "ip {Ip} was on a link that is back, and no silo says what happened meanwhile: probing before announcing")]
    private partial void LogRejoined(IPAddressValue ip);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "this process was held up, and no silo says what happened meanwhile: probing {AddressCount} addresses before "
            + "announcing")]
    private partial void LogResumed(int addressCount);

    [LoggerMessage(Level = LogLevel.Error, Message = "ip {Ip} is not announced: {Standing}; take it out of the pool")]
    private partial void LogRefused(IPAddressValue ip, Standing standing);
}
