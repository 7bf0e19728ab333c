using System.Collections.Immutable;

namespace MetalOrleans.Protocols.Bgp;

/// <summary>What one side of a session can (RFC 5492). A capability holds for the session when both sides have it.</summary>
public sealed record BgpCapabilities
{
    /// <summary>The families whose routes are exchanged (RFC 4760); empty stands for IPv4 unicast alone.</summary>
    public ImmutableArray<BgpFamily> Families { get; init; } = [];

    /// <summary>Whether all routes can be sent once more on request (RFC 2918).</summary>
    public bool HasRouteRefresh { get; init; }

    /// <summary>Whether such a repetition has marked bounds (RFC 7313).</summary>
    public bool HasEnhancedRouteRefresh { get; init; }

    /// <summary>Which routes may have next hops of another family (RFC 8950).</summary>
    public ImmutableArray<BgpExtendedNextHop> ExtendedNextHops { get; init; } = [];

    /// <summary>Whether messages may be longer than 4096 octets (RFC 8654).</summary>
    public bool HasExtendedMessages { get; init; }

    /// <summary>The autonomous system in four octets (RFC 6793); null when only two can be understood.</summary>
    public uint? FourOctetAS { get; init; }

    /// <summary>Restarts (RFC 4724); null when the speaker knows nothing of them.</summary>
    public BgpGracefulRestart? GracefulRestart { get; init; }

    /// <summary>The families whose routes may be kept for long (RFC 9494).</summary>
    public ImmutableArray<BgpLongLivedFamily> LongLived { get; init; } = [];

    /// <summary>The speaker's host name; empty when it says none.</summary>
    public string HostName { get; init; } = "";

    /// <summary>The speaker's domain name; empty when it says none.</summary>
    public string DomainName { get; init; } = "";

    /// <summary>Capabilities that are not known here, by code, ascending.</summary>
    public ImmutableSortedSet<byte> Unknown { get; init; } = [];

    /// <summary>Whether routes of a family can be exchanged: without any multiprotocol capability, IPv4 unicast.</summary>
    public bool Supports(BgpFamily family) => Families.IsEmpty ? family == BgpFamily.IPv4Unicast : Families.Contains(family);

    /// <summary>Whether the other says the same.</summary>
    public bool Equals(BgpCapabilities? other) =>
        other is not null
        && Families.AsSpan().SequenceEqual(other.Families.AsSpan())
        && HasRouteRefresh == other.HasRouteRefresh
        && HasEnhancedRouteRefresh == other.HasEnhancedRouteRefresh
        && ExtendedNextHops.AsSpan().SequenceEqual(other.ExtendedNextHops.AsSpan())
        && HasExtendedMessages == other.HasExtendedMessages
        && FourOctetAS == other.FourOctetAS
        && Equals(GracefulRestart, other.GracefulRestart)
        && LongLived.AsSpan().SequenceEqual(other.LongLived.AsSpan())
        && string.Equals(HostName, other.HostName, StringComparison.Ordinal)
        && string.Equals(DomainName, other.DomainName, StringComparison.Ordinal)
        && Unknown.SetEquals(other.Unknown);

    /// <summary>The hash of what tells most speakers apart.</summary>
    public override int GetHashCode() => HashCode.Combine(FourOctetAS, HostName, Families.Length);
}
