using MetalOrleans.Domain.Addressing;

namespace MetalOrleans.Grains.Nodes;

/// <summary>What one version changed: exactly one of an address, a prefix or a session.</summary>
internal readonly record struct ChangedItem(Address? Address, Prefix? Prefix, string? Session)
{
    public static ChangedItem Of(Address address) => new(address, null, null);

    public static ChangedItem Of(Prefix prefix) => new(null, prefix, null);

    public static ChangedItem Of(string session) => new(null, null, session);
}
