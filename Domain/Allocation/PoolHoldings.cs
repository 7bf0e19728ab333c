using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>What a pool's ledger must say, judged by the Services' own statuses.</summary>
public static class PoolHoldings
{
    /// <summary>
    /// The ledger in which, beside what it says already, every Service holds the addresses of its status that the pool owns.
    /// </summary>
    /// <remarks>
    /// Of two Services that claim one address and may not share it, the first by key holds it; the other is told when it
    /// converges (W-103). Whatever the Service's type or class: an address that a status shows is not free.
    /// </remarks>
    public static PoolLedger Learn(this PoolLedger ledger, AddressPool pool, IEnumerable<ServiceView> services)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(services);
        foreach (var service in services.OrderBy(service => service.Key))
        {
            var request = ServiceRequest.Read(service);

            // One by one, so that a claim that fails does not free the other; the last comes first in what a Service holds.
            foreach (var text in service.IngressIPs.Reverse())
            {
                if (Address.TryParse(text, out var address) && pool.Owns(address.Unmap()))
                {
                    ledger = ledger.Assign(pool, [address.Unmap()], request.ToAllocationRequest([address.Unmap().Family])).Next;
                }
            }
        }

        return ledger;
    }
}
