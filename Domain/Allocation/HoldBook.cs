using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>Which addresses are kept for Services that went: found by address, by Service and by time.</summary>
internal sealed record HoldBook
{
    // What is held is remembered in one object's status, whose size has a limit: about 120 bytes each.
    private const int CountMax = 4096;

    private HoldBook()
    {
    }

    /// <summary>Nothing is held.</summary>
    public static HoldBook Empty { get; } = new();

    private ImmutableSortedDictionary<Address, ImmutableSortedDictionary<ServiceKey, DateTimeOffset>> ByAddress { get; init; } =
        ImmutableSortedDictionary<Address, ImmutableSortedDictionary<ServiceKey, DateTimeOffset>>.Empty;

    private ImmutableDictionary<ServiceKey, ImmutableSortedSet<Address>> ByService { get; init; } =
        ImmutableDictionary<ServiceKey, ImmutableSortedSet<Address>>.Empty;

    private ImmutableSortedSet<(DateTimeOffset Until, Address Address, ServiceKey Service)> ByTime { get; init; } = [];

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => ByTime.IsEmpty;

    /// <summary>Whether one more would be too many; then the one that ends first has to go.</summary>
    public bool IsFull => ByTime.Count >= CountMax;

    /// <summary>The one that ends first.</summary>
    public AddressHold? First => ByTime.IsEmpty ? null : ToHold(ByTime[0]);

    /// <summary>All of them, by address, then by Service.</summary>
    public IEnumerable<AddressHold> All =>
        from address in ByAddress
        from service in address.Value
        select new AddressHold(address.Key, service.Key, service.Value);

    /// <summary>How many addresses are held.</summary>
    public int Count => ByAddress.Count;

    /// <summary>The addresses held for a Service, ascending.</summary>
    public ImmutableSortedSet<Address> Of(ServiceKey service) => ByService.GetValueOrDefault(service, []);

    /// <summary>Whether anybody's hold is on the address.</summary>
    public bool Contains(Address address) => ByAddress.ContainsKey(address);

    /// <summary>The hold on an address that stands in the Service's way; null when there is none, or one of its own.</summary>
    public AddressHold? AgainstOn(Address address, ServiceKey service)
    {
        if (!ByAddress.TryGetValue(address, out var holders) || holders.ContainsKey(service))
        {
            return null;
        }

        var (owner, until) = holders.First();
        return new AddressHold(address, owner, until);
    }

    /// <summary>With one more; one of the same Service on the same address is replaced.</summary>
    public HoldBook Add(AddressHold hold)
    {
        var book = Remove(hold.Address, hold.Service);
        var holders = book.ByAddress.GetValueOrDefault(
            hold.Address, ImmutableSortedDictionary<ServiceKey, DateTimeOffset>.Empty);
        return new HoldBook
        {
            ByAddress = book.ByAddress.SetItem(hold.Address, holders.SetItem(hold.Service, hold.Until)),
            ByService = book.ByService.SetItem(hold.Service, book.Of(hold.Service).Add(hold.Address)),
            ByTime = book.ByTime.Add((hold.Until, hold.Address, hold.Service)),
        };
    }

    /// <summary>Without the Service's hold on an address; the same book when there is none.</summary>
    public HoldBook Remove(Address address, ServiceKey service)
    {
        if (!ByAddress.TryGetValue(address, out var holders) || !holders.TryGetValue(service, out var until))
        {
            return this;
        }

        var (others, rest) = (holders.Remove(service), Of(service).Remove(address));
        return new HoldBook
        {
            ByAddress = others.IsEmpty ? ByAddress.Remove(address) : ByAddress.SetItem(address, others),
            ByService = rest.IsEmpty ? ByService.Remove(service) : ByService.SetItem(service, rest),
            ByTime = ByTime.Remove((until, address, service)),
        };
    }

    private static AddressHold ToHold((DateTimeOffset Until, Address Address, ServiceKey Service) entry) =>
        new(entry.Address, entry.Service, entry.Until);
}
