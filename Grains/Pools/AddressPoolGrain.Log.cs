using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Services;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Grains.Pools;

public sealed partial class AddressPoolGrain
{
    [LoggerMessage(Level = LogLevel.Information,
        Message = "Pool {Pool} learned its holdings from the Services: {IPv4} IPv4 and {IPv6} IPv6 addresses in use")]
    private static partial void LogHoldingsLearned(ILogger logger, string pool, int ipv4, int ipv6);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Pool {Pool} refused {Service}: {Reason}: {Text}")]
    private static partial void LogAllocationRefused(
        ILogger logger, ServiceKey service, string pool, AllocationRefusal reason, string text);
}
