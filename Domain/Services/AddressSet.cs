using System.Collections.Immutable;
using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Domain.Services;

/// <summary>
/// The addresses of a Service as some field of it states them: one, or one of each family; or why they are not that.
/// </summary>
/// <remarks>IPv4-mapped addresses are read as IPv4, as Kubernetes reads them.</remarks>
public sealed record AddressSet
{
    private AddressSet()
    {
    }

    /// <summary>The field states nothing.</summary>
    public static AddressSet None { get; } = new();

    /// <summary>The addresses in the order stated; empty when there are none or they are refused.</summary>
    public ImmutableArray<Address> Addresses { get; private init; } = [];

    /// <summary>Why the field is no address set; null when it is one, or states nothing.</summary>
    public AddressSetRefusal? Refusal { get; private init; }

    /// <summary>The refusal in MetalLB's words; empty without one.</summary>
    public string Message { get; private init; } = "";

    /// <summary>The families of the addresses, in their order.</summary>
    public ImmutableArray<IPFamily> Families => [.. Addresses.Select(address => address.Family)];

    /// <summary>A field that is refused.</summary>
    internal static AddressSet Refused(AddressSetRefusal refusal, string message) =>
        new() { Refusal = refusal, Message = message };

    /// <summary>Reads one or two addresses.</summary>
    internal static AddressSet Read(ImmutableArray<string> texts) => Read(texts, perFamily: 1);

    /// <summary>Reads up to so many addresses of each family, none twice.</summary>
    internal static AddressSet Read(ImmutableArray<string> texts, int perFamily)
    {
        var addresses = ImmutableArray.CreateBuilder<Address>(texts.Length);
        foreach (var text in texts)
        {
            if (Address.TryParse(text, out var address))
            {
                addresses.Add(address.Unmap());
            }
        }

        var list = QuotedText.OfList(texts);
        return texts.Length switch
        {
            0 => Refused(AddressSetRefusal.WrongCount, $"IPFamilyForAddresses: invalid ips length 0 {list}"),
            _ when texts.Length > 2 * perFamily => Refused(
                AddressSetRefusal.WrongCount, $"IPFamilyForAddresses: invalid ips length {texts.Length} {list}"),
            _ when addresses.Count < texts.Length => Refused(
                AddressSetRefusal.InvalidAddress, $"IPFamilyForAddresses: Invalid address {list}"),
            _ when addresses.GroupBy(address => address.Family).Any(family => family.Count() > perFamily)
                || addresses.Distinct().Count() < addresses.Count => Refused(
                AddressSetRefusal.SameFamily, $"IPFamilyForAddresses: same address family {list}"),
            _ => new AddressSet { Addresses = addresses.ToImmutable() },
        };
    }
}
