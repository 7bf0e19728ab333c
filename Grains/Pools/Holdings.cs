using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Grains.Pools;

/// <summary>What a pool's ledger must say, judged by the Services' own status.</summary>
internal static class Holdings
{
    /// <summary>
    /// The ledger in which every Service holds the addresses of its status that the pool owns. Of two Services that claim one
    /// address and may not share it, the first by key holds it; the other is told when it converges (W-103).
    /// </summary>
    public static PoolLedger Learn(AddressPool pool, IEnumerable<ServiceView> services)
    {
        var ledger = PoolLedger.Empty;
        foreach (var service in services.Where(service => service.IsLoadBalancer).OrderBy(service => service.Key))
        {
            if (AddressesIn(pool, service) is { IsEmpty: false } addresses)
            {
                var request = ServiceRequest.Read(service).ToAllocationRequest([.. addresses.Select(address => address.Family)]);
                ledger = ledger.Assign(pool, addresses, request).Next;
            }
        }

        return ledger;
    }

    private static ImmutableArray<Address> AddressesIn(AddressPool pool, ServiceView service)
    {
        var addresses = ImmutableArray.CreateBuilder<Address>();
        foreach (var text in service.IngressIPs)
        {
            if (Address.TryParse(text, out var address) && pool.Owns(address))
            {
                addresses.Add(address);
            }
        }

        return addresses.ToImmutable();
    }
}
