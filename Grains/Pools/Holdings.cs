using System.Collections.Immutable;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Pools;

/// <summary>What a pool's ledger must say, judged by the Services' own status.</summary>
internal static class Holdings
{
    /// <summary>
    /// The ledger in which every Service also holds the addresses of its status that the pool owns. Of two Services that claim
    /// one address and may not share it, the first by key holds it; the other is told when it converges (W-103).
    /// </summary>
    /// <remarks>What the ledger has given already, written in a status or not yet, stays as it is.</remarks>
    public static PoolLedger Adopt(PoolLedger ledger, AddressPool pool, IEnumerable<ServiceView> services)
    {
        foreach (var service in services.Where(service => service.IsLoadBalancer).OrderBy(service => service.Key))
        {
            var request = ServiceRequest.Read(service);
            var addresses = request.Current.Addresses.Where(pool.Owns).ToImmutableArray();
            if (!addresses.IsEmpty && ledger.HeldBy(service.Key).All(addresses.Contains))
            {
                var families = addresses.Select(address => address.Family).ToImmutableArray();
                ledger = ledger.Assign(pool, addresses, request.ToAllocationRequest(families)).Next;
            }
        }

        return ledger;
    }
}
