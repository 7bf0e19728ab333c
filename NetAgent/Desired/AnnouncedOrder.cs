using System.Net;

namespace MetalOrleans.NetAgent.Desired;

/// <summary>An address whose order is new or changed.</summary>
/// <param name="Address">The address.</param>
/// <param name="Order">The order in force now.</param>
/// <param name="Before">The order before it; null when the address was not announced.</param>
internal sealed record AnnouncedOrder(IPAddress Address, Order Order, Order? Before)
{
    /// <summary>Whether nobody in the cluster announces the address, as far as the silo knows.</summary>
    public bool IsNew { get; init; }
}
