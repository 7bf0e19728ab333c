using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Allocation;
using MetalOrleans.Domain.Pools;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Tests.Domain.Allocation;

/// <summary>
/// A pool's holdings as a list of who holds what, searched from end to end: obviously right, and slow.
/// </summary>
internal sealed class LedgerModel
{
    private readonly List<(Address Address, AllocationRequest Holder)> _holdings = [];

    public IEnumerable<Address> HeldBy(ServiceKey service) =>
        _holdings.Where(holding => holding.Holder.Service == service).Select(holding => holding.Address);

    public IEnumerable<ServiceKey> HoldersOf(Address address) =>
        _holdings.Where(holding => holding.Address == address).Select(holding => holding.Holder.Service).Order();

    public int InUse(IPFamily family) =>
        _holdings.Select(holding => holding.Address).Where(address => address.Family == family).Distinct().Count();

    public List<Address>? Allocate(AddressPool pool, AllocationRequest request)
    {
        var chosen = new List<Address>();
        foreach (var family in request.Families)
        {
            var kept = HeldBy(request.Service)
                .Where(address => address.Family == family && pool.Owns(address) && Check(address, request) is null);
            var others = pool.Ranges.Where(range => range.Family == family)
                .SelectMany(AddressesOf)
                .Where(address => pool.Owns(address) && Check(address, request) is null)
                .Where(address => !HoldersOf(address).Contains(request.Service));
            if (kept.Concat(others).Cast<Address?>().FirstOrDefault() is not { } address)
            {
                return null;
            }

            chosen.Add(address);
        }

        Hold(chosen, request);
        return chosen;
    }

    public AllocationRefusal? Assign(AddressPool pool, IReadOnlyList<Address> addresses, AllocationRequest request)
    {
        if (addresses.Any(address => !pool.Owns(address)))
        {
            return AllocationRefusal.NotInPool;
        }

        if (addresses.Select(address => address.Family).Distinct().Count() < addresses.Count)
        {
            return AllocationRefusal.InvalidRequest;
        }

        if (addresses.Select(address => Check(address, request)).FirstOrDefault(refusal => refusal is not null) is { } no)
        {
            return no;
        }

        Hold(addresses, request);
        return null;
    }

    public void Release(ServiceKey service) => _holdings.RemoveAll(holding => holding.Holder.Service == service);

    /// <summary>Invariant 1 of the design, read off the list.</summary>
    public void AssertSharedOnlyByAgreement()
    {
        foreach (var holders in _holdings.GroupBy(holding => holding.Address, holding => holding.Holder))
        {
            Assert.Single(holders.Select(holder => (holder.SharingKey, holder.BackendKey)).Distinct());
            Assert.True(holders.Count() == 1 || holders.First().SharingKey != "", $"{holders.Key} is not shareable");
            Assert.Distinct(holders.SelectMany(holder => holder.Ports));
        }
    }

    public void Settle(ServiceKey service, IReadOnlyCollection<Address> addresses) => _holdings.RemoveAll(
        holding => holding.Holder.Service == service && !addresses.Contains(holding.Address));

    /// <summary>What the Service held before comes after what it holds now, on the terms that it was held on.</summary>
    private void Hold(IReadOnlyList<Address> addresses, AllocationRequest request)
    {
        var others = _holdings.Where(holding => holding.Holder.Service == request.Service && !addresses.Contains(holding.Address)).ToList();
        Release(request.Service);
        _holdings.AddRange(addresses.Select(address => (address, request)));
        _holdings.AddRange(others);
    }

    private AllocationRefusal? Check(Address address, AllocationRequest request)
    {
        var holders = _holdings.Where(holding => holding.Address == address).Select(holding => holding.Holder).ToList();
        var others = holders.Where(holder => holder.Service != request.Service).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        AllocationRefusal? terms =
            others[0].SharingKey == "" ? AllocationRefusal.HolderDoesNotShare
            : request.SharingKey == "" ? AllocationRefusal.RequesterDoesNotShare
            : request.SharingKey != others[0].SharingKey ? AllocationRefusal.SharingKeyDiffers
            : request.BackendKey != others[0].BackendKey ? AllocationRefusal.BackendKeyDiffers
            : null;
        if (terms is not null)
        {
            return others.Count < holders.Count ? AllocationRefusal.SharedWithOthers : terms;
        }

        return others.Any(other => other.Ports.Intersect(request.Ports).Any()) ? AllocationRefusal.PortInUse : null;
    }

    private static IEnumerable<Address> AddressesOf(AddressRange range)
    {
        for (var value = range.First.Value; value <= range.Last.Value; value++)
        {
            yield return Address.FromValue(value, range.Family);
        }
    }
}
