using MetalOrleans.Protocols.Bgp;

namespace MetalOrleans.Tests.Protocols.Bgp;

/// <summary>UPDATEs of as many prefixes as a message holds, by the product's writers.</summary>
internal static class BgpUpdates
{
    /// <summary>Writes the first prefixes of a list with their attributes.</summary>
    /// <param name="message">Room for the longest message of the session; what the attributes leave is for prefixes.</param>
    /// <param name="attributes">The attributes of all of them.</param>
    /// <param name="prefixes">Prefixes of one family, at least one.</param>
    /// <param name="terms">What the session agreed upon.</param>
    /// <param name="taken">How many of them are in the message; 0 when the attributes leave no room for one.</param>
    /// <returns>Octets written; 0 when none is.</returns>
    public static int WriteReach(
        Span<byte> message, BgpPathAttributes attributes, ReadOnlySpan<BgpPrefix> prefixes, BgpSessionTerms terms, out int taken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prefixes.Length, nameof(prefixes));
        taken = 0;
        if (!BgpReachWriter.TryBegin(message, attributes, prefixes[0].IsIPv4, terms, out var writer))
        {
            return 0;
        }

        while (taken < prefixes.Length && writer.TryAdd(prefixes[taken]))
        {
            taken++;
        }

        return writer.Finish();
    }

    /// <summary>Writes the first prefixes of a list as withdrawn.</summary>
    /// <param name="message">Room for the longest message of the session.</param>
    /// <param name="prefixes">Prefixes of one family, at least one.</param>
    /// <param name="isMultiprotocol">Whether they were announced in MP_REACH_NLRI; always so for IPv6.</param>
    /// <param name="terms">What the session agreed upon.</param>
    /// <param name="taken">How many of them are in the message.</param>
    /// <returns>Octets written.</returns>
    public static int WriteUnreach(
        Span<byte> message, ReadOnlySpan<BgpPrefix> prefixes, bool isMultiprotocol, BgpSessionTerms terms, out int taken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(prefixes.Length, nameof(prefixes));
        taken = 0;
        var writer = new BgpUnreachWriter(message, prefixes[0].IsIPv4, isMultiprotocol, terms);
        while (taken < prefixes.Length && writer.TryAdd(prefixes[taken]))
        {
            taken++;
        }

        return writer.Finish();
    }
}
